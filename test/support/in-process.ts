import { Writable } from 'node:stream';
import { djangoArguments } from '../../src/cli/django-arguments.ts';
import { fitLines, type Kind } from '../../src/cli/fit-lines.ts';
import { explainError } from '../../src/cli/explain-error.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { printable } from '../../src/model/index.ts';

/** What a command printed, as it came: nothing is escaped here that the command let through. */
export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run, where not as most are. */
export interface Circumstances {
  /** As with `--debug`, where a command is refused before its flags are read. */
  readonly isDebug?: boolean;
  /** What a person at a terminal answers; without it nobody can be asked. */
  readonly answer?: boolean;
  /** Columns of the terminal; without them there is none. */
  readonly columns?: number | null;
  /** Whether it shows colours. */
  readonly hasColors?: boolean;
  /** Arguments that the name of the program stands for. */
  readonly standsFor?: readonly string[];
  /** Whether it has the name of a Django command. */
  readonly asDjangoCommand?: boolean;
}

/** Runs a command line in this process, which takes a hundredth of the time of the built program. Sentences are escaped as its terminal does. */
export async function runInProcess(
  args: readonly string[],
  {
    isDebug = args.includes('--debug'),
    answer,
    columns = null,
    hasColors = false,
    standsFor = [],
    asDjangoCommand = false,
  }: Circumstances = {},
): Promise<Printed> {
  let [code, stdout, stderr] = [-1, '', ''];
  const fit = (text: string, kind: Kind = 'prose'): string =>
    columns === null ? text : fitLines(text, kind, { columns, program: 'peerquest-audit', continues: ' \\' });
  const terminal: Terminal = {
    stdout: new Writable({
      write(chunk: Buffer, _encoding, done) {
        stdout += chunk.toString();
        done();
      },
    }),
    hasColors,
    columns,
    isInteractive: false,
    canAsk: answer !== undefined,
    ask(question) {
      stderr += `${question}\n`;
      return Promise.resolve(answer === true);
    },
    fit,
    print: (text, kind) => void (stdout += `${fit(text, kind)}\n`),
    tell: (lines) => void (stderr += `${fit(lines)}\n`),
    warn: (sentence) => void (stderr += `${fit(`peerquest-audit: ${printable(sentence)}`)}\n`),
    trace: (line) => void (stderr += `${printable(line)}\n`),
    exit: (value) => void (code = value),
  };
  try {
    const { argv, ignored } = asDjangoCommand ? djangoArguments(args) : { argv: args, ignored: [] };
    if (ignored.length > 0) terminal.warn(`${ignored.join(', ')} has no meaning outside Django and is ignored.`);
    await runCommandLine(argv, standsFor, terminal);
  } catch (error) {
    terminal.exit(explainError(error, terminal, isDebug));
  }
  return { code, stdout, stderr };
}

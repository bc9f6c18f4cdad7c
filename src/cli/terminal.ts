import { isatty, type WriteStream } from 'node:tty';
import type { Writable } from 'node:stream';
import { EXIT, printable, withColoursOnly } from '../model/index.ts';
import { calledAs } from './called-as.ts';
import { fitLines, type Kind } from './fit-lines.ts';
import { InterruptedError } from './interrupt.ts';

/** What a command may do to the world: print, warn and set the exit code. `main.ts` holds the only real one. */
export interface Terminal {
  readonly stdout: Writable;
  /** Whether colours are wanted on stdout: a terminal, and NO_COLOR not set. */
  readonly hasColors: boolean;
  /** How many columns a line of stdout has; null where it is no terminal. */
  readonly columns: number | null;
  /** Whether a person watches stderr. */
  readonly isInteractive: boolean;
  /** Whether a person can be asked. */
  readonly canAsk: boolean;
  /**
   * Asks a question on stderr; true only for a clear yes, or for the very answer that the question asks for.
   *
   * @throws InterruptedError for Ctrl-C
   */
  ask(question: string, answer?: string | null): Promise<boolean>;
  print(text: string, kind?: Kind): void;
  /** Whole lines for people, as they are to be written to stdout: as wide as its terminal at most, and as they are where it is none. */
  readonly fit: (text: string) => string;
  /** Lines on stderr for a person at the terminal: what belongs to a question, how a report ended that is elsewhere. */
  tell(lines: string): void;
  /** One sentence on stderr. */
  warn(sentence: string): void;
  /** A line on stderr for those who mend this program: of `--debug`. */
  trace(line: string): void;
  exit(code: number): void;
}

/** What a shell takes for the end of a line that goes on. Windows has several shells, and nobody can tell which of them is at hand. */
const CONTINUES = process.platform === 'win32' ? null : ' \\';

/** Lines as they are shown on one of the process's streams, however wide it is at the moment. */
function fitted(text: string, kind: Kind, stream: Writable): string {
  const { isTTY = false, columns = 0 } = stream as Partial<WriteStream>;
  // A terminal that does not know how wide it is says 0.
  return isTTY && columns > 0 ? fitLines(text, kind, { columns, program: calledAs(), continues: CONTINUES }) : text;
}

const everyLine = (text: string): string => text.split('\n').map(withColoursOnly).join('\n');

/** The process's own streams. https://no-color.org */
export function processTerminal(): Terminal {
  const { env, stdout, stderr } = process;
  let isLost = false;
  const exit = (code: number): void => {
    // A report that did not arrive is no answer.
    process.exitCode = isLost && (code === EXIT.clean || code === EXIT.issues) ? EXIT.failed : code;
  };
  const warn = (sentence: string): void => {
    stderr.write(`${fitted(`peerquest-audit: ${printable(sentence)}`, 'prose', stderr)}\n`);
  };
  const onLost = (stream: 'output' | 'errors', { code }: NodeJS.ErrnoException): void => {
    // A reader that went away (`| head`) ends the output, not the run.
    if (isLost || code === 'EPIPE') return;
    isLost = true;
    exit(Number(process.exitCode));
    if (stream === 'output') {
      warn(`The output cannot be written (${code ?? 'unknown error'}): check that what stdout leads to takes it and has space left.`);
    }
  };
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    onLost('output', error);
  });
  stderr.on('error', (error: NodeJS.ErrnoException) => {
    onLost('errors', error);
  });
  return {
    stdout,
    // isTTY is not false but absent where there is no terminal, and a colour library takes that for "decide yourself".
    hasColors: isatty(1) && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    // A terminal may not say, or say 0.
    columns: isatty(1) ? (stdout.columns > 0 ? stdout.columns : 80) : null,
    isInteractive: isatty(2) && env['TERM'] !== 'dumb',
    canAsk: isatty(0) && isatty(2),
    async ask(question, answer = null) {
      const { createInterface } = await import('node:readline/promises');
      const lines = createInterface({ input: process.stdin, output: stderr });
      const interrupt = new AbortController();
      lines.once('SIGINT', () => {
        stderr.write('\n');
        interrupt.abort();
      });
      try {
        const said = (await lines.question(`${fitted(printable(question).trimEnd(), 'prose', stderr)} `, interrupt)).trim();
        return answer === null ? /^(y|yes)$/i.test(said) : said === answer;
      } catch {
        if (interrupt.signal.aborted) throw new InterruptedError('Interrupted before anything was changed.');
        // Ctrl-D instead of an answer.
        return false;
      } finally {
        lines.close();
      }
    },
    print(text, kind = 'prose') {
      stdout.write(`${fitted(everyLine(text), kind, stdout)}\n`);
    },
    fit: (text) => fitted(text, 'prose', stdout),
    tell(lines) {
      stderr.write(`${fitted(everyLine(lines), 'prose', stderr)}\n`);
    },
    warn,
    trace(line) {
      stderr.write(`${printable(line)}\n`);
    },
    exit,
  };
}

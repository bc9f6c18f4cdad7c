import { Writable } from 'node:stream';
import { explainError } from '../../src/cli/explain-error.ts';
import { runCommand } from '../../src/cli/program.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { printable } from '../../src/model/index.ts';

/** What a command printed, as it came: nothing is escaped here that the command let through. */
export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, which takes a hundredth of the time of the built program. Sentences are escaped as its terminal does. */
export async function runInProcess(args: readonly string[], isDebug = false): Promise<Printed> {
  let [code, stdout, stderr] = [-1, '', ''];
  const terminal: Terminal = {
    stdout: new Writable({
      write(chunk: Buffer, _encoding, done) {
        stdout += chunk.toString();
        done();
      },
    }),
    hasColors: false,
    isInteractive: false,
    canAsk: false,
    ask: () => Promise.resolve(false),
    print: (text) => void (stdout += `${text}\n`),
    tell: (lines) => void (stderr += `${lines}\n`),
    warn: (sentence) => void (stderr += `peerquest-audit: ${printable(sentence)}\n`),
    trace: (line) => void (stderr += `${printable(line)}\n`),
    exit: (value) => void (code = value),
  };
  try {
    await runCommand(args, [], terminal);
  } catch (error) {
    terminal.exit(explainError(error, terminal, isDebug));
  }
  return { code, stdout, stderr };
}

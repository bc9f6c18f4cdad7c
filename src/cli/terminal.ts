import { isatty } from 'node:tty';
import type { Writable } from 'node:stream';
import { withoutControls } from '../model/index.ts';

/** What a command may do to the world: print, warn and set the exit code. `main.ts` holds the only real one. */
export interface Terminal {
  readonly stdout: Writable;
  /** Whether colours are wanted on stdout: a terminal, and NO_COLOR not set. */
  readonly hasColors: boolean;
  /** Whether a person watches stderr. */
  readonly isInteractive: boolean;
  /** Whether a person can be asked. */
  readonly canAsk: boolean;
  /** Asks a question on stderr; true only for a clear yes. */
  ask(question: string): Promise<boolean>;
  print(text: string): void;
  /** One sentence on stderr. */
  warn(sentence: string): void;
  exit(code: number): void;
}

/** The process's own streams. https://no-color.org */
export function processTerminal(): Terminal {
  const { env, stdout, stderr } = process;
  return {
    stdout,
    // isTTY is not false but absent where there is no terminal, and a colour library takes that for "decide yourself".
    hasColors: isatty(1) && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    isInteractive: isatty(2) && env['TERM'] !== 'dumb',
    canAsk: isatty(0) && isatty(2),
    async ask(question) {
      const { createInterface } = await import('node:readline/promises');
      const lines = createInterface({ input: process.stdin, output: stderr });
      try {
        return /^(y|yes)$/i.test((await lines.question(withoutControls(question))).trim());
      } catch {
        // Ctrl-C or Ctrl-D instead of an answer.
        return false;
      } finally {
        lines.close();
      }
    },
    print(text) {
      stdout.write(`${text}\n`);
    },
    warn(sentence) {
      stderr.write(`peerquest-audit: ${withoutControls(sentence)}\n`);
    },
    exit(code) {
      process.exitCode = code;
    },
  };
}

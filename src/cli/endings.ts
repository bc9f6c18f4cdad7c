import { EXIT } from '../model/index.ts';
import { explainError } from './explain-error.ts';
import type { Terminal } from './terminal.ts';

/**
 * Sees to it that the program ends with a sentence and a code that says so, also where nobody caught an error: Node.js would print
 * a stack and end with 1, which means "issues". Call what is returned when the program has come to its end.
 */
export function watchEndings(terminal: Terminal, debug: boolean): () => void {
  // Until something better is known: whatever ends the process has not given an answer.
  process.exitCode = EXIT.failed;
  // A rejected promise that nobody awaits comes here as well.
  process.on('uncaughtException', (error) => {
    const code = explainError(error, terminal, debug);
    // What is left of the program cannot be relied on. A transaction that is under way ends with its connection.
    process.exit(code);
  });
  const onNothingLeft = (): void => {
    explainError(new Error('nothing is left to wait for, and the run has not ended'), terminal, debug);
  };
  process.once('beforeExit', onNothingLeft);
  return () => {
    process.removeListener('beforeExit', onNothingLeft);
  };
}

/** Leaves it to others to say what nobody caught: to Node.js's test runner, which knows the test that it belongs to. */
export function unwatchEndings(): void {
  process.removeAllListeners('uncaughtException');
}

import { processTerminal } from '../../src/cli/terminal.ts';

/** This process's terminal, for all tests of a worker: each further one would listen for errors of the same two streams. */
export const TERMINAL = processTerminal();

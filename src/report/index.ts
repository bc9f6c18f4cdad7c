export { jsonReporter, toJson } from './json.ts';
export type { Reporter } from './reporter.ts';
export { changeDetails, runLine, runLines } from './run-account.ts';
export { textReporter } from './text.ts';
export type { TextOptions } from './text.ts';

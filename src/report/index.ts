export { answerJson } from './answer.ts';
export { explanationJson, explanationLines } from './explanation.ts';
export { inOneSentence } from './in-one-sentence.ts';
export { toJson } from './json.ts';
export { commandAgain, defineReporter, PLAIN_REPORT } from './reporter.ts';
export type { Reporter, ReporterDefinition, ReportOptions } from './reporter.ts';
export { DEFAULT_FORMAT, FORMATS, reporterOf, REPORTERS } from './reporters.ts';
export type { Format } from './reporters.ts';
export { changeDetails, runLine, runLines } from './run-account.ts';

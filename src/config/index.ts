export { readConfigFile } from './config-file.ts';
export { findDatabase, readEnvironment } from './find-database.ts';
export type { FoundDatabase } from './find-database.ts';
export type { Settings } from './settings.ts';

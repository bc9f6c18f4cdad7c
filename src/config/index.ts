export { readConfigFile } from './config-file.ts';
export { defineConfig } from './define-config.ts';
export { loadSqlCheck } from './load-sql-check.ts';
export { findDatabase, readEnvironment } from './find-database.ts';
export type { FoundDatabase } from './find-database.ts';
export type { Settings } from './settings.ts';

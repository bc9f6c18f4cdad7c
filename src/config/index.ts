export { configFileOf, readConfigFile } from './config-file.ts';
export { defineConfig } from './define-config.ts';
export { loadSqlCheck } from './load-sql-check.ts';
export { dotenvVariables } from './dotenv-file.ts';
export type { Environment } from './dotenv-file.ts';
export { findDatabase } from './find-database.ts';
export type { FoundDatabase } from './find-database.ts';
export type { Settings, SettingsFile } from './settings.ts';
export { refuseForeign } from './trust.ts';

export { addressText } from './address.ts';
export type { DatabaseAddress } from './address.ts';
export type { Capabilities, SqlFragment } from './capabilities.ts';
export { Catalog } from './catalog.ts';
export type { TableNeeds } from './catalog.ts';
export { connect } from './connect.ts';
export { engines } from './engines.ts';
export { parseDatabaseUrl } from './database-url.ts';
export type { DatabaseRow, DatabaseValue, Diagnostic, Query, ReadSession } from './read-session.ts';

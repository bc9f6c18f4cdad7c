export { audit001 } from './audit-001.ts';
export type { Dataset, PartialRow } from './audit-001.ts';
export { generate, generating } from './generate.ts';
export type { DemoOptions } from './generate.ts';
export type { Planted } from './fault-plan.ts';
export { peerquestTables } from './peerquest-tables.ts';
export { writeDatabase, writingDatabase } from './write-database.ts';
export { dateBack } from './date-back.ts';
export { drift } from './drift.ts';

export { audit001 } from './audit-001.ts';
export type { Dataset, PartialRow } from './audit-001.ts';
export { generate } from './generate.ts';
export type { DemoOptions, Planted } from './generate.ts';
export { writeDatabase } from './write-database.ts';

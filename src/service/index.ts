export { examineRepairs } from './examine-repairs.ts';
export { tryCheck } from './try-check.ts';
export { repairDatabase } from './repair-database.ts';
export type { RepairOptions, Verified, WritingOptions } from './repair-database.ts';
export { undoDatabase } from './undo-database.ts';
export type { UndoOptions } from './undo-database.ts';

export { examineRepairs } from './examine-repairs.ts';
export { tryCheck } from './try-check.ts';
export { repairDatabase } from './repair-database.ts';
export type { RepairPorts, RepairRequest, Verified } from './repair-database.ts';
export { undoDatabase } from './undo-database.ts';
export type { UndoPorts, UndoRequest } from './undo-database.ts';
export type { WritingPorts, WritingRequest } from './writing.ts';

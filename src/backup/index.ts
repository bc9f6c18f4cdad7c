export type { Comparison } from './against/compare-live.ts';
export { bytesText } from './disk.ts';
export type { DiskNeed } from './disk.ts';
export { backupMembers } from './members.ts';
export type { Source } from './obtain.ts';
export { recordOf } from './record-of.ts';
export { EXIT_OF } from './verdict.ts';
export { verifyBackup } from './verify-backup.ts';
export type { BackupWish, VerifiedBackup } from './verify-backup.ts';

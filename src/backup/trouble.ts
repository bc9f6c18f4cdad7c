import { AuditToolError } from '../errors.ts';

/** Why a backup cannot be restored, as a sentence: a verdict, no failure of this program. */
export class BackupTrouble extends AuditToolError {}

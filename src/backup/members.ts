import type { VerifiedBackup } from './verify-backup.ts';

/** What JSON tells of a verified backup. */
export function backupMembers({ audit, restored, ...rest }: VerifiedBackup) {
  return {
    backup: {
      ...rest,
      restored,
      audit:
        audit === null
          ? null
          : {
              checks: audit.checks.map(({ check, outcome, count, reason }) => ({
                check: check.id,
                severity: check.severity,
                outcome,
                count,
                reason,
              })),
            },
    },
  };
}

import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import type { ScheduledJob } from '../schedule/index.ts';

/**
 * Jobs run when nobody looks: a report that has no folder to go to would make each of them fail.
 *
 * @throws UsageError naming the job and its report
 */
export function requireReportFolders(jobs: readonly ScheduledJob[]): void {
  for (const { name, report } of jobs) {
    for (const file of Object.values(report)) {
      if (statSync(dirname(resolve(file)), { throwIfNoEntry: false })?.isDirectory() === true) continue;
      throw new UsageError(
        'NO_REPORT_FOLDER',
        `The job "${name}" writes its report to "${file}", which is in no folder that is there: make the folder, or change "report" of the job.`,
      );
    }
  }
}

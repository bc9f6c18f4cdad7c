import { requireKnown, type Check } from '../checks/index.ts';
import { UsageError } from '../errors.ts';
import { withPlace, type Holder } from '../mistake.ts';
import { nearest } from '../nearest.ts';
import { cronMistake } from '../schedule/index.ts';
import type { Settings } from './settings.ts';

/**
 * Sees to it that each job can be run: its schedule can be read, and what it names is there.
 *
 * @throws UsageError naming the job and where it stands
 */
export function requireJobs(
  { jobs = [], databases, backups = {} }: Pick<Settings, 'jobs' | 'databases' | 'backups'>,
  holder: Holder,
  checks: readonly Check[],
): void {
  const names = Object.keys(databases ?? {});
  for (const [index, job] of jobs.entries()) {
    const refuse = (member: string, why: string): never => {
      const path = ['jobs', index, member];
      throw new UsageError('BAD_CONFIG', withPlace(`${holder.what} has a mistake in "${path.join('.')}": ${why}.`, holder, path));
    };
    const mistaken = cronMistake(job.cron);
    if (mistaken !== null) refuse('cron', mistaken);
    const { database } = job;
    if (database !== undefined && !names.includes(database)) {
      const [near] = nearest(database, names);
      const known = near === undefined ? (names.length === 0 ? ' (there are none)' : '') : `: did you mean "${near}"?`;
      refuse('database', `"databases" names none such${known}`);
    }
    if (database === undefined && names.length > 1 && Object.keys(job.report ?? {}).length > 0) {
      refuse('report', 'one file cannot hold the reports of several databases: name the "database" of the job');
    }
    if (job.kind === 'backup') {
      const odd = (['detailed', 'report', 'failOn'] as const).find((member) => job[member] !== undefined);
      if (odd !== undefined) refuse(odd, 'the verification of a backup has none: leave it out');
      if (database === undefined ? Object.keys(backups).length === 0 : !Object.hasOwn(backups, database))
        refuse('kind', `"backups" names no backup${database === undefined ? '' : ` of "${database}"`}: say where it is`);
    }
    const where = withPlace(`the job "${job.name}" of ${holder.what.replace(/^The/, 'the')}`, holder, ['jobs', index, 'checks']);
    requireKnown(job.checks ?? [], where, checks);
  }
}

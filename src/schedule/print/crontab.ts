import { shellLine, type EntryPrinter } from './printed-job.ts';

/** Lines for crontab(5). */
export const crontab: EntryPrinter = (jobs, { program, folder }) =>
  [
    '# CRON_TZ is known to cronie and systemd-cron; Debian’s cron takes the times in the machine’s own zone.',
    ...jobs.flatMap(({ job, args }) => {
      // A percent sign would end the command.
      const command = `cd ${shellLine([folder])} && ${shellLine([...program, ...args])}`.replaceAll('%', '\\%');
      return [`CRON_TZ=${job.timeZone}`, `${job.cron} ${command}`];
    }),
  ].join('\n');

import { UsageError } from '../../errors.ts';
import { fieldsOf, WEEKDAYS } from './fields.ts';
import type { EntryPrinter, PrintedJob } from './printed-job.ts';

/** https://learn.microsoft.com/windows-server/administration/windows-commands/schtasks-create: /TR */
const LONGEST = 261;

/** Commands that make tasks of the Windows task scheduler, in the time of that machine. */
export const windows: EntryPrinter = (jobs, { program, folder }) =>
  [
    ...new Set(jobs.map(({ job }) => `REM The times are those of ${job.timeZone}: set the machine to that zone, or change them.`)),
    ...jobs.map((printed) => {
      const command = `cmd /c cd /d ${quoted(folder, '\\"')} && ${[...program, ...printed.args].map((word) => quoted(word, '\\"')).join(' ')}`;
      if (command.replaceAll('\\"', '"').length > LONGEST) {
        throw new UsageError(
          'NOT_FOR_WINDOWS',
          `The command of the job "${printed.job.name}" is longer than the ${LONGEST} characters that schtasks takes: put it into a file .cmd, and make a task of that.`,
        );
      }
      return `schtasks /Create /F /TN "PeerQuest Audit\\${printed.word}" ${whenOf(printed)} /TR "${command}"`;
    }),
  ].join('\n');

function whenOf({ job }: PrintedJob): string {
  const { minutes, hours, days, months, weekdays } = fieldsOf(job.cron);
  const [[minute = 0], [hour = 0]] = [minutes, hours];
  const isSimple =
    minutes.length === 1 && hours.length === 1 && months === null && (days === null || (weekdays === null && days.length === 1));
  if (!isSimple) {
    throw new UsageError(
      'NOT_FOR_WINDOWS',
      `The times of the job "${job.name}" cannot be said in one task of Windows: have it run once a day, on days of the week or on one day of the month.`,
    );
  }
  const at = `/ST ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  if (days !== null) return `/SC MONTHLY /D ${days.join()} ${at}`;
  return weekdays === null ? `/SC DAILY ${at}` : `/SC WEEKLY /D ${weekdays.map((day) => (WEEKDAYS[day] ?? '').toUpperCase()).join()} ${at}`;
}

function quoted(word: string, quote: string): string {
  if (/["%^!\r\n]/.test(word)) {
    throw new UsageError(
      'NOT_FOR_WINDOWS',
      `"${word}" cannot be said in a task of Windows, as it holds one of " % ^ !: name it otherwise.`,
    );
  }
  return /^[\w.:\\/=,-]+$/.test(word) ? word : `${quote}${word}${quote}`;
}

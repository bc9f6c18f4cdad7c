import type { ScheduledJob } from '../job.ts';
import { fieldsOf, fieldText, WEEKDAYS, type CronFields } from './fields.ts';
import type { EntryPrinter } from './printed-job.ts';

/** A service and a timer for each job, for /etc/systemd/system. */
export const systemd: EntryPrinter = (jobs, { program, folder }) =>
  jobs
    .map(({ job, args, word }) => {
      const unit = `peerquest-audit-${word}`;
      return `# ${unit}.service
[Unit]
Description=PeerQuest Audit: ${job.name} on ${job.title}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory=${folder.replaceAll('%', '%%')}
ExecStart=${[...program, ...args].map(unitWord).join(' ')}
# Issues are no failure of the unit.
SuccessExitStatus=1

# ${unit}.timer
[Unit]
Description=When ${unit} runs

[Timer]
${calendarsOf(job)
  .map((calendar) => `OnCalendar=${calendar}`)
  .join('\n')}
Persistent=true
RandomizedDelaySec=${job.jitter}

[Install]
WantedBy=timers.target
`;
    })
    .join('\n');

/** The same times in the words of systemd.time(7). A day of the month and one of the week mean either, as in crontab(5). */
function calendarsOf({ cron, timeZone }: ScheduledJob): readonly string[] {
  const fields = fieldsOf(cron);
  const { days, weekdays } = fields;
  const each =
    days !== null && weekdays !== null
      ? [
          { ...fields, weekdays: null },
          { ...fields, days: null },
        ]
      : [fields];
  return each.map((one) => `${calendarOf(one)} ${timeZone}`);
}

function calendarOf({ minutes, hours, days, months, weekdays }: CronFields): string {
  const names = weekdays === null ? '' : `${weekdays.map((day) => WEEKDAYS[day] ?? '').join(',')} `;
  return `${names}*-${fieldText(months, 1, 12)}-${fieldText(days, 1, 31)} ${fieldText(hours, 0, 23)}:${fieldText(minutes, 0, 59)}:00`;
}

/** A word of a command line in a unit, where % and $ mean something. */
function unitWord(word: string): string {
  const escaped = word
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$')
    .replaceAll('\n', '\\n');
  return /^[\w./:=,@+%-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

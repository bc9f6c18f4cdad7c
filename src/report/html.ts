import type { AuditEvent, CheckSummary, Finding } from '../model/index.ts';
import { csv } from './csv.ts';
import { Collected } from './html/collected.ts';
import { PAGE_END, pageBeginning } from './html/page.ts';
import { formOf } from './forms.ts';
import { defineReporter, PLAIN_REPORT, toList, type Reporter, type ReportOptions } from './reporter.ts';
import { RunIncidents } from './run-incidents.ts';

/**
 * A page for people: one file that loads nothing, and is read without scripts. The verdict stands first and is known last, so the page is the
 * reporter's head; rows that are drawn when they are looked at are written as the run goes, and come to stand behind it. Nothing of it depends
 * on how the run was started: a run of the history makes the same page.
 */
export const html = defineReporter({ ...formOf('html'), create: htmlReporter });

function htmlReporter({ limit, beside }: ReportOptions): Reporter {
  const rest = restTable();
  const collected = new Collected(rest.add);
  const bursts = new RunIncidents();
  let head = '';
  return {
    wish: { ...toList(limit), trend: true },
    write(event: AuditEvent): string {
      if (event.type === 'run-started') rest.begin(event);
      bursts.hear(event);
      const text = collected.hear(event);
      if (event.type !== 'run-finished') return text;
      head = pageBeginning({ result: event.result, collected, incidents: bursts.of(event.result), text: PLAIN_REPORT, beside });
      return text + PAGE_END;
    },
    head: () => head,
    overflow: rest.take,
  };
}

/** The table of the findings for which the page has no room: nothing, not even a head, where there are none. */
function restTable() {
  const table = csv.create(PLAIN_REPORT);
  let head = '';
  let text = '';
  return {
    begin(event: AuditEvent & { readonly type: 'run-started' }): void {
      head = table.write(event);
    },
    add: (finding: Finding, check: CheckSummary): void => {
      text += head + table.write({ type: 'findings', check, findings: [finding] });
      head = '';
    },
    take: (): string => {
      const taken = text;
      text = '';
      return taken;
    },
  };
}

import type { RunResult } from '../../model/index.ts';
import type { RunIncident } from '../run-incidents.ts';
import { counted } from './figures.ts';
import { markup, type Content } from './markup.ts';
import { time } from './scope.ts';
import { anchor, titleOf } from './summary-section.ts';

/** Findings that came in a burst, told as one; nothing where none did. */
export function incidentsPanel({ checks }: RunResult, incidents: readonly RunIncident[]): Content {
  if (incidents.length === 0) return null;
  const summaries = new Map(checks.map(({ check }) => [check.id, check]));
  const rows = incidents.map(({ from, to, findings, checks: parts }) => {
    const told = parts.map(({ check, findings: some, share }) => {
      const title = titleOf(summaries.get(check) ?? { id: check, title: '' });
      return markup`<p class="m">${counted(some, 'finding')} of <a class="q" href="#${anchor(check)}">${title}</a>${share === null ? null : `, ${share}`}</p>`;
    });
    return markup`<p class="b">${counted(findings, 'finding')} date from one burst: ${time(from)} to ${time(to)}</p>${told}`;
  });
  return markup`<section class="panel" id="incidents"><header><h2>Incidents</h2></header><div class="pad s">${rows}</div></section>\n`;
}

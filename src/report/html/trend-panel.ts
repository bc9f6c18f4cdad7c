import { SEVERITIES, type RunResult, type Trend, type TrendPoint } from '../../model/index.ts';
import { openAt, openIn, type Open } from '../open-at.ts';
import { counted, day, figure } from './figures.ts';
import { markup, type Markup } from './markup.ts';
import { time } from './scope.ts';
import { trendChart } from './trend-chart.ts';

/** Runs that the table lists: the newest. */
const LISTED = 50;

/** Open findings over time up to this run; a quiet line where there is nothing to draw. */
export function trendPanel({ start, past }: RunResult): Markup {
  const trend = past?.trend ?? null;
  if (trend === null || trend.points.length < 2) {
    const why = start.user === null ? 'no run before this one is kept' : 'it tells of all users, and this run looked at one';
    return markup`<p class="s m trendless">There is no trend: ${why}.</p>\n`;
  }
  const says = inWords(trend);
  const now = openNow(trend);
  return markup`<section class="panel trend"><header><h2>Open findings</h2><span class="m">${counted(trend.points.length, 'run')} since ${day(trend.points[0]?.startedAt ?? '')}, by severity${start.mode === 'audit' ? null : ', as they were when each run had ended'}</span></header><div class="pad">${trendChart(trend, says)}<p class="s m narrow">${now}</p></div><details class="fold"><summary>As a table</summary>${table(trend.points)}</details></section>\n`;
}

/** The picture in a few sentences. */
function inWords(trend: Trend): string {
  const { points } = trend;
  const known = points.flatMap((point) => {
    const open = openAt(point);
    return typeof open === 'string' ? [] : [{ total: openIn(open), at: day(point.startedAt) }];
  });
  const most = known.reduce<(typeof known)[number] | null>((best, each) => (best === null || each.total > best.total ? each : best), null);
  const gaps = points.length - known.length;
  return [
    `Open findings in ${counted(points.length, 'run')}, ${day(points[0]?.startedAt ?? '')} to ${day(points.at(-1)?.startedAt ?? '')}.`,
    ...(most === null ? [] : [`Highest ${figure(most.total)} on ${most.at}.`]),
    `${openNow(trend)}.`,
    ...(gaps === 0 ? [] : [`Not known at ${counted(gaps, 'run')}.`]),
  ].join(' ');
}

function openNow({ points }: Trend): string {
  const last = points.at(-1);
  const open = last === undefined ? 'no-answer' : openAt(last);
  return typeof open === 'string' ? 'Now: not known' : `Now: ${figure(openIn(open))}${parts(open)}`;
}

function parts(open: Open): string {
  const some = SEVERITIES.filter((severity) => open[severity] > 0).map((severity) => `${figure(open[severity])} ${severity}`);
  return some.length === 0 ? '' : ` (${some.join(', ')})`;
}

const WHAT = { audit: 'audit', 'dry-run': 'preview', fix: 'repair', undo: 'undo' };

function table(points: readonly TrendPoint[]): Markup {
  const rows = points
    .slice(-LISTED)
    .reverse()
    .map(({ startedAt, mode, open }) => {
      const cells = SEVERITIES.map(
        (severity) => markup`<td class="num">${open[severity] === null ? 'not known' : figure(open[severity])}</td>`,
      );
      return markup`<tr><td>${time(startedAt)}</td><td class="m">${WHAT[mode]}</td>${cells}</tr>`;
    });
  const more = points.length - rows.length;
  return markup`<table class="mini"><thead><tr><th>Run</th><th>What</th>${SEVERITIES.map((severity) => markup`<th class="num">${severity}</th>`)}</tr></thead><tbody>${rows}</tbody></table>${more === 0 ? null : markup`<p class="more-rows s m">… and ${counted(more, 'run')} before these.</p>`}`;
}

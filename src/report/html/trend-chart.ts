import { SEVERITIES, type Severity, type Trend, type TrendPoint } from '../../model/index.ts';
import { openAt, openIn, type Open } from '../open-at.ts';
import { stepColumns } from '../step-columns.ts';
import { day, figure } from './figures.ts';
import { gridStep } from './grid-step.ts';
import { markup, type Markup } from './markup.ts';
import { num, stepPaths, type Stretch } from './steps.ts';

/** How large a picture is, and what stands beside its plot. */
interface Frame {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  /** Room for the labels at the right end. */
  readonly right: number;
  /** Dates on the axis. */
  readonly dates: number;
}

/** On a screen, and on a phone: text is never made smaller. */
const FRAMES: readonly Frame[] = [
  { name: 'wide', width: 974, height: 200, right: 92, dates: 5 },
  { name: 'narrow', width: 340, height: 170, right: 6, dates: 2 },
];
const LEFT = 30;
const TOP = 26;
const BOTTOM = 22;
/** Pixels of a column: as many runs as fall into it are told by the last. */
const COLUMN = 2;
/** Columns over which what the last run found is drawn. */
const LAST = 8;
/** Grid lines above the base. */
const GRID = 3;
/** Labels and words stand so far apart at least. */
const LINE = 14;
const WORD = 52;

/** Open findings over time as steps, the gravest at the base, in a picture for screens and one for phones. */
export function trendChart({ points }: Pick<Trend, 'points'>, says: string): readonly Markup[] {
  return FRAMES.map((frame) => picture(points, frame, says));
}

function picture(points: readonly TrendPoint[], frame: Frame, says: string): Markup {
  const { name, width, height, right } = frame;
  const times = points.map(({ startedAt }) => Date.parse(startedAt));
  const values = points.map(openAt);
  const step = gridStep(Math.max(1, ...values.map((value) => (typeof value === 'string' ? 0 : openIn(value)))), GRID);
  const base = height - BOTTOM;
  const y = (findings: number): number => base - (findings / (step * GRID)) * (base - TOP);
  const columns = Math.floor((width - LEFT - right) / COLUMN);
  const shown = stepColumns(times, values, columns - LAST);
  const stretches = stretchesOf([...shown, ...new Array<(typeof shown)[number]>(LAST).fill(shown.at(-1) ?? null)]);
  const end = LEFT + columns * COLUMN;
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const x = (time: number): number => LEFT + (last === first ? 0 : ((time - first) / (last - first)) * (columns - LAST) * COLUMN);
  const grid = Array.from({ length: GRID + 1 }, (_, at) => at * step).map(
    (findings) =>
      markup`<line class="${findings === 0 ? 'base' : 'grid'}" x1="${LEFT}" x2="${num(end)}" y1="${num(y(findings))}" y2="${num(y(findings))}" /><text x="${LEFT - 8}" y="${num(y(findings) + 4)}" text-anchor="end">${figure(findings)}</text>`,
  );
  const gaps = stretches
    .filter(({ open }) => open === null)
    .map(
      ({ from, to }) =>
        markup`<rect x="${num(from)}" y="${TOP}" width="${num(to - from)}" height="${base - TOP}" fill="url(#hatch-${name})" />`,
    );
  const steps = stepPaths(stretches, y).map(
    ({ severity, area, edge }) => markup`<path class="c-${severity}" d="${area}" /><path class="edge e-${severity}" d="${edge}" />`,
  );
  return markup`<svg class="chart ${name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${says}"><defs><pattern id="hatch-${name}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="5" /></pattern></defs>${grid}${gaps}${steps}${marks(points, x, base, end)}${dates(points, frame, x)}${name === 'wide' ? labels(stretches.at(-1)?.open ?? null, end + 8, y) : null}</svg>`;
}

/** Columns that show the same are one. */
function stretchesOf(columns: readonly (Open | string | null)[]): readonly Stretch[] {
  const all: { from: number; to: number; of: Open | string | null }[] = [];
  for (const [at, of] of columns.entries()) {
    const [from, to] = [LEFT + at * COLUMN, LEFT + (at + 1) * COLUMN];
    const before = all.at(-1);
    if (before !== undefined && before.of === of) before.to = to;
    else all.push({ from, to, of });
  }
  return all.map(({ from, to, of }) => ({ from, to, open: typeof of === 'string' ? null : of }));
}

/** Repairs and undos, with words where there is room for them. */
function marks(points: readonly TrendPoint[], x: (time: number) => number, base: number, end: number): readonly Markup[] {
  let free = -Infinity;
  let drawn = -Infinity;
  return points.flatMap(({ mode, startedAt }) => {
    const at = x(Date.parse(startedAt));
    if ((mode !== 'fix' && mode !== 'undo') || at < drawn + COLUMN) return [];
    drawn = at;
    const isFree = at >= free;
    if (isFree) free = at + WORD;
    const isLast = at + WORD > end;
    const word = markup`<text class="mkt" x="${num(isLast ? at - 4 : at + 4)}" y="${TOP - 8}" text-anchor="${isLast ? 'end' : 'start'}">${mode === 'fix' ? 'repair' : 'undo'}</text>`;
    return [markup`<line class="mk" x1="${num(at)}" x2="${num(at)}" y1="${TOP - 14}" y2="${base}" />${isFree ? word : null}`];
  });
}

/** When it was: the first and the last run, and days between them. */
function dates(points: readonly TrendPoint[], { dates: most, height }: Frame, x: (time: number) => number): readonly Markup[] {
  const [first = '', last = ''] = [points[0]?.startedAt, points.at(-1)?.startedAt];
  const isOneDay = first.slice(0, 10) === last.slice(0, 10);
  const [from, to] = [Date.parse(first), Date.parse(last)];
  return Array.from({ length: most }, (_, at) => from + ((to - from) * at) / (most - 1)).map((time, at) => {
    const instant = new Date(time).toISOString();
    const anchor = at === 0 ? 'start' : at === most - 1 ? 'end' : 'middle';
    return markup`<text x="${num(x(time))}" y="${height - 6}" text-anchor="${anchor}">${isOneDay ? instant.slice(11, 16) : day(instant).replace(/ \d{4}$/, '')}</text>`;
  });
}

/** What is open now, beside where it is drawn. */
function labels(open: Open | null, x: number, y: (findings: number) => number): readonly Markup[] {
  if (open === null) return [markup`<text x="${num(x)}" y="${num(y(0))}">not known</text>`];
  const places: { readonly severity: Severity; at: number }[] = [];
  let below = 0;
  for (const severity of SEVERITIES.filter((each) => open[each] > 0)) {
    const middle = y(below + open[severity] / 2) + 4;
    places.push({ severity, at: Math.min(middle, (places.at(-1)?.at ?? Infinity) - LINE) });
    below += open[severity];
  }
  if (places.length === 0) return [markup`<text x="${num(x)}" y="${num(y(0))}">none</text>`];
  return places.map(
    ({ severity, at }) => markup`<text class="lab t-${severity}" x="${num(x)}" y="${num(at)}">${figure(open[severity])} ${severity}</text>`,
  );
}

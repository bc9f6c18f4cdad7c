import type { Colors } from 'picocolors/types.js';
import { SEVERITIES, type Severity, type TrendPoint } from '../model/index.ts';
import { openAt, openIn, type Open } from './open-at.ts';
import { stepColumns } from './step-columns.ts';

/** Lines that the chart is high, without its axis. */
const HEIGHT = 8;
/** How a severity is drawn: shape before colour. */
const MARKS: Readonly<Record<Severity, string>> = { critical: '█', warning: '▓', info: '░' };
/** What nobody knows, and what is known to be nothing. */
const GAP = '·';
const NOTHING = '▁';

/** Open findings over time as steps, the gravest at the base; as wide as it is told. */
export function trendChart(points: readonly TrendPoint[], width: number, colors: Colors): readonly string[] {
  const values = points.map(openAt);
  const highest = Math.max(1, ...values.map((value) => (typeof value === 'string' ? 0 : openIn(value))));
  const labels = [String(highest), '0'];
  const margin = Math.max(...labels.map(({ length }) => length)) + 2;
  const columns = stepColumns(
    points.map(({ startedAt }) => Date.parse(startedAt)),
    values,
    Math.max(1, width - margin),
  );
  const drawn = columns.map((column) => cells(column, highest));
  const lines: string[] = [];
  for (let row = HEIGHT - 1; row >= 0; row--) {
    const label = row === HEIGHT - 1 ? labels[0] : row === 0 ? labels[1] : '';
    lines.push(`${(label ?? '').padStart(margin - 2)} ${row === HEIGHT - 1 || row === 0 ? '┤' : '│'}${painted(drawn, row, colors)}`);
  }
  return [...lines, `${' '.repeat(margin - 1)}${axis(points, columns.length + 1)}`, ...legend(drawn, width, colors)];
}

/** What stands in a column, from the base: a severity, a mark, or nothing above. */
function cells(column: Open | string | null, highest: number): readonly (Severity | typeof GAP | typeof NOTHING)[] {
  if (column === null) return [];
  if (typeof column === 'string') return new Array<typeof GAP>(HEIGHT).fill(GAP);
  if (openIn(column) === 0) return [NOTHING];
  const stack: Severity[] = [];
  let upTo = 0;
  for (const severity of SEVERITIES) {
    if (column[severity] === 0) continue;
    upTo += column[severity];
    // What is there is seen, however little it is.
    const top = Math.min(HEIGHT, Math.max(stack.length + 1, Math.round((upTo / highest) * HEIGHT)));
    while (stack.length < top) stack.push(severity);
  }
  return stack;
}

/** One row of all columns: what is of one kind is painted together. */
function painted(drawn: readonly (readonly string[])[], row: number, colors: Colors): string {
  const kinds = drawn.map((cellsOf) => cellsOf[row] ?? '');
  let line = '';
  for (let at = 0; at < kinds.length;) {
    let end = at;
    while (end < kinds.length && kinds[end] === kinds[at]) end++;
    line += paint(kinds[at] ?? '', end - at, colors);
    at = end;
  }
  return line.trimEnd();
}

function paint(kind: string, count: number, colors: Colors): string {
  switch (kind) {
    case 'critical':
      return colors.red(MARKS.critical.repeat(count));
    case 'warning':
      return colors.yellow(MARKS.warning.repeat(count));
    case 'info':
      return colors.cyan(MARKS.info.repeat(count));
    case '':
      return ' '.repeat(count);
    default:
      return colors.dim(kind.repeat(count));
  }
}

/** The days at both ends: the first and the last run. */
function axis(points: readonly TrendPoint[], width: number): string {
  const [first, last] = [points[0]?.startedAt ?? '', points.at(-1)?.startedAt ?? ''];
  const withTime = first.slice(0, 10) === last.slice(0, 10);
  const [from, to] = [first, last].map((time) => (withTime ? time.slice(11, 16) : time.slice(0, 10)));
  const line = '└'.padEnd(width, '─');
  return from === undefined || to === undefined || from.length + to.length + 6 > width
    ? line
    : `└ ${from} ${'─'.repeat(width - from.length - to.length - 5)} ${to} `.trimEnd();
}

function legend(drawn: readonly (readonly string[])[], width: number, colors: Colors): readonly string[] {
  const kinds = new Set(drawn.flat());
  const entries = [
    ...SEVERITIES.filter((severity) => kinds.has(severity)).map((severity) => ({
      plain: `${MARKS[severity]} ${severity}`,
      text: `${paint(severity, 1, colors)} ${severity}`,
    })),
    ...(kinds.has(NOTHING) ? [{ plain: `${NOTHING} none`, text: `${colors.dim(NOTHING)} none` }] : []),
    ...(kinds.has(GAP) ? [{ plain: `${GAP} not known`, text: `${colors.dim(GAP)} not known` }] : []),
  ];
  const lines: { length: number; text: string }[] = [];
  for (const { plain, text } of entries) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + plain.length + 3 <= width) {
      last.text += `   ${text}`;
      last.length += plain.length + 3;
    } else lines.push({ text, length: plain.length });
  }
  return lines.map(({ text }) => text);
}

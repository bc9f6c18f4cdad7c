import type { Colors } from 'picocolors/types.js';
import {
  minuteOf,
  movers,
  printable,
  printed,
  SEVERITIES,
  spanInWords,
  type CheckTrend,
  type Gap,
  type Severity,
  type Trend,
  type TrendPoint,
} from '../model/index.ts';
import { plural } from './plural.ts';
import { sparkline } from './sparkline.ts';
import { trendChart } from './trend-chart.ts';
import { wrapped } from './wrapped.ts';

/** Checks that are told as those that moved most. */
const MOVERS = 3;
/** The width of a chart's line that people still see as a whole. */
const WIDEST = 120;

/** How a trend is told. */
export interface TrendView {
  readonly colors: Colors;
  /** Columns of the terminal; null where there is none, and the chart is told in words. */
  readonly width: number | null;
}

/** A trend for people. There is at least one run in it. */
export function trendLines(trend: Trend, { colors, width }: TrendView): readonly string[] {
  const [last] = trend.points.slice(-1);
  if (last === undefined) return [];
  const sentences = [
    ...(trend.points.length === 1 ? [] : [...movedLines(trend), resolvedLine(trend)]),
    consistencyLine(last),
    ...leftOutLines(trend),
  ];
  if (width === null) return [printable(headLine(trend, last)), ...courseLines(trend), ...checkWords(trend), ...sentences];
  const narrow = Math.min(width, WIDEST);
  return [
    ...wrapped(printable(headLine(trend, last)), narrow).map(colors.bold),
    ...(trend.points.length === 1 ? [] : ['', ...trendChart(trend.points, narrow, colors)]),
    '',
    ...checkLines(trend, narrow, colors),
    '',
    ...sentences.flatMap((sentence) => wrapped(sentence, narrow)),
  ];
}

function headLine({ title, points }: Trend, last: TrendPoint): string {
  const [first] = points;
  const runs =
    points.length === 1
      ? `at its only run, ${minuteOf(last.startedAt)}`
      : `in ${points.length} runs, ${minuteOf(first?.startedAt ?? '')} to ${minuteOf(last.startedAt)}`;
  return `Open findings of ${title}: ${openInWords(last.open)}, ${runs} UTC`;
}

/** `12 (3 critical, 9 warning)`; a severity that nobody knows is said to be unknown. */
function openInWords(open: TrendPoint['open']): string {
  const parts = SEVERITIES.flatMap((severity: Severity) => {
    const count = open[severity];
    return count === 0 ? [] : [`${count ?? 'an unknown number'} ${severity}`];
  });
  const total = SEVERITIES.reduce<number | null>(
    (sum, severity) => (sum === null || open[severity] === null ? null : sum + open[severity]),
    0,
  );
  if (total === 0) return 'none';
  return total === null ? parts.join(', ') : `${total} (${parts.join(', ')})`;
}

/** The chart in words. */
function courseLines({ points }: Trend): readonly string[] {
  if (points.length === 1) return [];
  const known = points.flatMap((point) => {
    const total = SEVERITIES.reduce<number | null>(
      (sum, severity) => (sum === null || point.open[severity] === null ? null : sum + point.open[severity]),
      0,
    );
    return total === null ? [] : [{ total, at: minuteOf(point.startedAt) }];
  });
  const [first] = known;
  if (first === undefined) return ['No run got an answer from every check.'];
  const most = known.reduce((a, b) => (b.total > a.total ? b : a));
  const least = known.reduce((a, b) => (b.total < a.total ? b : a));
  return [`At first ${first.total} (${first.at}), at most ${most.total} (${most.at}), at least ${least.total} (${least.at}).`];
}

/** The checks that anything is to be told of: those that found something once, or got no answer. */
function toldChecks({ checks }: Trend): readonly CheckTrend[] {
  return checks.filter(({ open }) => open.some((value) => value === 'no-answer' || (typeof value === 'number' && value > 0)));
}

function checkWords(trend: Trend): readonly string[] {
  const told = toldChecks(trend);
  return [...told.map((check) => printable(`  ${check.check}: ${courseOf(check)}`)), ...quietLine(trend, told)];
}

function courseOf({ first, last, open }: CheckTrend): string {
  const [unanswered, known] = [open.filter((value) => value === 'no-answer').length, open.filter((value) => typeof value === 'number')];
  const gaps = unanswered === 0 ? '' : `, no answer in ${plural(unanswered, 'run')}`;
  if (first === null || last === null) return `never an answer${gaps}`;
  const course = known.length === 1 ? String(last) : `${first} → ${last}, at most ${Math.max(...known)}`;
  return `${course}${gaps}`;
}

/** A line for each check: how it went, where it stands, how it has changed. */
function checkLines(trend: Trend, width: number, colors: Colors): readonly string[] {
  const told = toldChecks(trend);
  const times = trend.points.map(({ startedAt }) => Date.parse(startedAt));
  const numbers = told.map((check) => numbersOf(check));
  const [numbersWidth, namesWidth] = [longest(numbers), longest(told.map(({ check }) => printable(check)))];
  // One run is no course.
  const sparkWidth = times.length === 1 ? 0 : Math.min(30, times.length, Math.max(8, width - namesWidth - numbersWidth - 4));
  const fits = namesWidth + sparkWidth + numbersWidth + 4 <= width;
  const lines = told.flatMap((check, at) => {
    const spark = sparkline(times, check.open, Math.min(sparkWidth, width));
    const name = printable(check.check);
    const number = (numbers[at] ?? '').padStart(numbersWidth);
    return fits
      ? [`${name.padEnd(namesWidth)}  ${paintOf(check.severity, colors)(spark)}  ${number}`]
      : [name, `  ${paintOf(check.severity, colors)(spark)} ${number}`];
  });
  return [
    ...lines,
    ...quietLine(trend, told)
      .flatMap((line) => wrapped(line, width))
      .map(colors.dim),
  ];
}

function numbersOf({ first, last }: CheckTrend): string {
  if (first === null || last === null) return 'no answer';
  return first === last ? String(last) : `${last} (${last > first ? '+' : '−'}${Math.abs(last - first)})`;
}

function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}

function paintOf(severity: Severity, colors: Colors): (text: string) => string {
  return { critical: colors.red, warning: colors.yellow, info: colors.cyan }[severity];
}

function quietLine({ checks, points }: Trend, told: readonly CheckTrend[]): readonly string[] {
  const quiet = checks.filter((check) => !told.includes(check) && check.last !== null).length;
  if (quiet === 0) return [];
  const runs = points.length === 1 ? 'at this run' : 'at any of these runs';
  return [
    told.length === 0 ? `All ${plural(quiet, 'check')} found nothing ${runs}.` : `${plural(quiet, 'further check')} found nothing ${runs}.`,
  ];
}

function movedLines(trend: Trend): readonly string[] {
  const moved = movers(trend, MOVERS).map(({ check, first, last }) => printed`${check} ${first ?? 0} → ${last ?? 0}`);
  return moved.length === 0 ? ['No check has more or fewer open than at its first run.'] : [`Moved most: ${moved.join(', ')}.`];
}

function resolvedLine({ resolved, meanMillisecondsToResolve }: Trend): string {
  return meanMillisecondsToResolve === null
    ? 'Resolved: no finding that the history knows by its keys (an audit with --detailed or --record-findings keeps them).'
    : `Resolved: ${plural(resolved, 'finding')}, on average ${spanInWords(meanMillisecondsToResolve)} after the run that found ${resolved === 1 ? 'it' : 'each'} first.`;
}

function consistencyLine({ consistency }: TrendPoint): string {
  return consistency === null
    ? 'Consistency: not known, as the last run has counted no rows, or a check gave no answer.'
    : `Consistency: ${percent(consistency)} of the applications, participants and quests have no finding (at least: what several checks found counts for each).`;
}

/** Never rounded to a whole: 100 % is nothing found. */
function percent(share: number): string {
  if (share === 1) return '100 %';
  return `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`;
}

function leftOutLines({ points, narrowed }: Trend): readonly string[] {
  const runs = (gap: Gap): number => points.filter((point) => point.gap === gap).length;
  const [failed, partial] = [runs('no-answer'), runs('not-looked-at')];
  return [
    ...(failed === 0 ? [] : [`Not known: in ${plural(failed, 'run')} a check that had answered before got no answer.`]),
    ...(partial === 0 ? [] : [`Not known: ${plural(partial, 'run')} did not look at every check that runs before had looked at.`]),
    ...(narrowed === 0 ? [] : [`Left out: ${plural(narrowed, 'run')} that looked at one person only.`]),
  ];
}

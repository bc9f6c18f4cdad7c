import type { ReactNode } from 'react';
import { gridStep } from '../../../../src/report/html/grid-step.ts';
import { useWords } from '../../words/use-words.tsx';
import type { Past, Pasts } from './past.ts';

/** On a screen, and on a phone: text is never made smaller. */
const FRAMES = [
  { name: 'wide', width: 974, height: 200, right: 60, dates: 7 },
  { name: 'narrow', width: 340, height: 170, right: 52, dates: 3 },
] as const;
const LEFT = 46;
const TOP = 14;
const BOTTOM = 22;
const GRID = 3;
/** Labels stand so far apart at least. */
const LINE = 14;

interface Wish {
  readonly probe: Past;
  readonly starts: Pasts['starts'];
  /** A line goes on over so many stretches in which it was not asked: one that is asked seldom has a line all the same. */
  readonly bridge: number;
}

/** How long an endpoint took, as two lines with its limit: a gap is where nothing was answered. */
export function LatencyChart(wish: Wish): ReactNode {
  return FRAMES.map((frame) => <Picture key={frame.name} {...wish} frame={frame} />);
}

function Picture({ probe, starts, bridge, frame }: Wish & { readonly frame: (typeof FRAMES)[number] }): ReactNode {
  const { status: words } = useWords();
  const { name, width, height, right, dates } = frame;
  const known = new Map(probe.past.map((stretch) => [stretch.start, stretch]));
  const most = Math.max(1, ...probe.past.map(({ p95 }) => p95 ?? 0));
  const middle = Math.max(1, ...probe.past.map(({ p50 }) => p50 ?? 0));
  const step = gridStep(most, GRID);
  const [base, end] = [height - BOTTOM, width - right];
  const y = (ms: number): number => base - (ms / (step * GRID)) * (base - TOP);
  const x = (at: number): number => LEFT + (at / Math.max(1, starts.length - 1)) * (end - LEFT);
  const path = (of: 'p50' | 'p95'): string =>
    linePath(
      starts.map((start) => known.get(start)?.[of]),
      bridge,
      x,
      y,
    );
  const last = starts.map((start) => known.get(start)).findLast((stretch) => stretch?.p50 != null);
  const low = y(last?.p50 ?? 0) + 4;
  const ms = (value: number): string => words.ms(value);
  return (
    <svg
      className={`chart ${name}`}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={words.latencyOf(probe.name, ms(middle), ms(most), ms(probe.latencyMs))}
    >
      {Array.from({ length: GRID + 1 }, (_, at) => at * step).map((value) => (
        <g key={value}>
          <line className={value === 0 ? 'base' : 'grid'} x1={LEFT} x2={end} y1={y(value)} y2={y(value)} />
          <text x={LEFT - 6} y={y(value) + 4} textAnchor="end">
            {ms(value)}
          </text>
        </g>
      ))}
      {y(probe.latencyMs) >= TOP && (
        <>
          <line className="mk" x1={LEFT} x2={end} y1={y(probe.latencyMs)} y2={y(probe.latencyMs)} />
          <text className="mkt" x={LEFT + 6} y={y(probe.latencyMs) - 5}>
            {words.limit(ms(probe.latencyMs))}
          </text>
        </>
      )}
      <path className="ln e-warning" d={path('p95')} />
      <path className="ln" stroke="var(--text)" d={path('p50')} />
      <text className="lab t-warning" x={end + 6} y={Math.min(y(last?.p95 ?? 0) + 4, low - LINE)}>
        {words.p95}
      </text>
      <text className="lab" x={end + 6} y={low}>
        {words.p50}
      </text>
      {Array.from({ length: dates }, (_, at) => Math.round((at * (starts.length - 1)) / (dates - 1))).map((at) => (
        <text key={at} x={x(at)} y={height - 6} textAnchor={at === 0 ? 'start' : at === starts.length - 1 ? 'end' : 'middle'}>
          {words.utcDay(new Date(starts[at] ?? 0)).replace(/,? \d{4}$/, '')}
        </text>
      ))}
    </svg>
  );
}

type Place = (value: number) => number;

/** A line through what is known, broken where it did not answer (null) or was not asked for long (undefined); a point by itself is a short stroke. */
function linePath(values: readonly (number | null | undefined)[], bridge: number, x: Place, y: Place): string {
  let free = 0;
  return values
    .map((value, at) => {
      if (value === null) free = 0;
      if (value == null) {
        free -= 1;
        return '';
      }
      const step = `${free > 0 ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      const isAlone = free <= 0 && !values.slice(at + 1, at + 1 + bridge).some((next) => next != null);
      free = bridge;
      return isAlone ? `${step}h2` : step;
    })
    .join('');
}

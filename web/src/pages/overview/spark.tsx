import type { ReactNode } from 'react';

const WIDTH = 96;
const HEIGHT = 22;
/** Room for the dot at the end and for the edge. */
const ROOM = 3;

/** Numbers over time as steps on a scale of their own, the last with a dot; what nobody knows is a gap. The number stands beside it. */
export function Spark({ values }: { readonly values: readonly (number | null)[] }): ReactNode {
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  const step = (WIDTH - ROOM) / Math.max(1, values.length);
  const y = (value: number): number => Math.round((HEIGHT - ROOM - (value / most) * (HEIGHT - 2 * ROOM)) * 10) / 10;
  const stretches: { readonly from: number; readonly steps: number[] }[] = [];
  for (const [at, value] of values.entries()) {
    if (value === null) continue;
    if (at === 0 || values[at - 1] === null) stretches.push({ from: at, steps: [] });
    stretches.at(-1)?.steps.push(value);
  }
  const x = (at: number): number => Math.round(at * step * 10) / 10;
  const last = values.at(-1);
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {stretches.map(({ from, steps }) => {
        const edge = `M${x(from)} ${y(steps[0] ?? 0)}${steps.map((value, at) => `V${y(value)}H${x(from + at + 1)}`).join('')}`;
        return (
          <g key={from}>
            <path className="a" d={`${edge}V${HEIGHT - ROOM}H${x(from)}Z`} />
            <path d={edge} />
          </g>
        );
      })}
      {last != null && <circle cx={x(values.length)} cy={y(last)} r="2" />}
    </svg>
  );
}

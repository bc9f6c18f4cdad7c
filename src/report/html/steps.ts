import { SEVERITIES, type Severity } from '../../model/index.ts';
import type { Open } from '../open-at.ts';

/** A stretch of a chart over which the same holds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Null where nobody knows. */
  readonly open: Open | null;
}

/** What one severity looks like in a chart: its fill, and the edge on top of it. */
export interface StepPath {
  readonly severity: Severity;
  readonly area: string;
  readonly edge: string;
}

/** Steps of open findings as paths, the gravest at the base: one for each severity and unbroken stretch of time in which there are any. */
export function stepPaths(stretches: readonly Stretch[], y: (findings: number) => number): readonly StepPath[] {
  return unbroken(stretches).flatMap((some) =>
    SEVERITIES.filter((severity) => some.some(({ open }) => open[severity] > 0)).map((severity) => {
      const at = SEVERITIES.indexOf(severity);
      const upTo = (open: Open, severities: number): number =>
        SEVERITIES.slice(0, severities).reduce((total, each) => total + open[each], 0);
      const top = some.map(({ from, to, open }) => ({ from, to, y: y(upTo(open, at + 1)) }));
      const base = some.map(({ from, to, open }) => ({ from, to, y: y(upTo(open, at)) })).reverse();
      const edge = `M${num(top[0]?.from)} ${num(top[0]?.y)}${top.map((step) => `V${num(step.y)}H${num(step.to)}`).join('')}`;
      return { severity, edge, area: `${edge}${base.map((step) => `V${num(step.y)}H${num(step.from)}`).join('')}Z` };
    }),
  );
}

/** Runs of stretches that nothing interrupts of which nobody knows. */
function unbroken(stretches: readonly Stretch[]): readonly (readonly (Stretch & { readonly open: Open })[])[] {
  const all: (Stretch & { readonly open: Open })[][] = [];
  let isOpen = false;
  for (const { open, ...place } of stretches) {
    if (open !== null) {
      if (!isOpen) all.push([]);
      all.at(-1)?.push({ ...place, open });
    }
    isOpen = open !== null;
  }
  return all;
}

/** A length in a picture: a tenth of a pixel is enough. */
export function num(value = 0): string {
  return String(Math.round(value * 10) / 10);
}

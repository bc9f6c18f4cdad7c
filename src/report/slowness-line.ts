import { printable, type Slowness } from '../model/index.ts';
import { duration } from './html/figures.ts';
import { plural } from './plural.ts';

/** Checks that are named. */
const NAMED = 3;

/** What took longer than before, in a sentence. */
export function slownessLine({ runs, run, checks }: Slowness): string {
  const named = checks
    .slice(0, NAMED)
    .map(({ check, durationMs, medianMs }) => `${check} took ${duration(durationMs)} instead of ${duration(medianMs)}`);
  const more = checks.length - named.length;
  const which = [...named, ...(more === 0 ? [] : [`${plural(more, 'more check')} took longer, too`])].join(', ');
  if (run === null) return printable(`Slower than before: ${which} (median of the last ${runs} comparable runs).`);
  const whole = `the run took ${duration(run.durationMs)}, the last ${runs} comparable runs ${duration(run.medianMs)} (median)`;
  return printable(`Slower than before: ${whole}${which === '' ? '' : `; ${which}`}.`);
}

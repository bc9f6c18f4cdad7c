import { withoutControls } from '../model/index.ts';

/** Text for one line of a report that its readers limit: nothing in it acts, and of a long one the rest is left out. */
export function cut(text: string, longest: number): string {
  const line = withoutControls(text);
  return line.length <= longest ? line : `${line.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…`;
}

import type { Change } from './change.ts';

/** A change in one line: what it would do, or once it is applied, did. */
export function changeTitle({ words, status }: Pick<Change, 'words' | 'status'>): string {
  const title = words.map(({ plan, done }) => (status === 'applied' ? done : plan)).join('; ');
  return title.charAt(0).toUpperCase() + title.slice(1);
}

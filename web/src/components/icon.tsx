import type { ReactNode } from 'react';

/** Lucide outlines of the sprite. */
export type IconName =
  | 'activity'
  | 'archive-restore'
  | 'arrow-right'
  | 'bell'
  | 'calendar-clock'
  | 'chevron-down'
  | 'chevron-right'
  | 'copy'
  | 'download'
  | 'history'
  | 'info'
  | 'keyboard'
  | 'layout-dashboard'
  | 'link'
  | 'list-x'
  | 'lock'
  | 'mail'
  | 'menu'
  | 'play'
  | 'plus'
  | 'refresh-cw'
  | 'scroll-text'
  | 'search'
  | 'shield-check'
  | 'siren'
  | 'sun-moon'
  | 'terminal'
  | 'undo-2'
  | 'unplug'
  | 'users'
  | 'webhook'
  | 'wrench'
  | 'x';

/** An icon beside words, or in something that is pressed and has a name. */
export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="i" aria-hidden="true">
      <use href={`#i-${name}`} />
    </svg>
  );
}

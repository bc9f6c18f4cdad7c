import type { ReactNode } from 'react';
import type { Acts } from './use-acts.tsx';
import { Icon, type IconName } from './icon.tsx';

interface Wish {
  readonly label: string;
  readonly icon: IconName;
  /** What it is about: said besides the label, which is the same in every row. */
  readonly about: string;
  readonly busy: Acts['busy'];
  readonly onPress: () => void;
}

/** A button in a row of a table; all of them wait while one is under way. */
export function RowButton({ label, icon, about, busy, onPress }: Wish): ReactNode {
  return (
    <button
      type="button"
      className="btn sm"
      aria-label={`${label}, ${about}`}
      aria-disabled={busy !== null}
      onClick={busy === null ? onPress : undefined}
    >
      <Icon name={icon} />
      <span className="hp">{label}</span>
    </button>
  );
}

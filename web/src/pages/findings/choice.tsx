import type { ReactNode } from 'react';

interface Wish<Value extends string> {
  readonly label: string;
  readonly value: Value | '' | undefined;
  /** What it says where nothing is chosen; something always is unless given. */
  readonly none?: string;
  /** Values, and what each says. */
  readonly of: readonly (readonly [value: Value, says: string])[];
  readonly onChoose: (value: Value | '') => void;
}

/** One of some values, in a bar above a list. */
export function Choice<Value extends string>({ label, value, none, of, onChoose }: Wish<Value>): ReactNode {
  return (
    <select
      className="pick"
      aria-label={label}
      value={value ?? ''}
      onChange={({ target }) => onChoose(of.find(([one]) => one === target.value)?.[0] ?? '')}
    >
      {none !== undefined && <option value="">{none}</option>}
      {of.map(([one, says]) => (
        <option key={one} value={one}>
          {says}
        </option>
      ))}
    </select>
  );
}

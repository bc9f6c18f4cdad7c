import { printable } from '../model/index.ts';
import type { Deed, PlannedChange } from './planned-change.ts';
import type { StoredRow, StoredValue } from './stored-value.ts';

/**
 * All that a change does, in words made of nothing but the change: for one of a journal that nobody vouches for, whose own words could
 * say anything.
 */
export function deedOf({ operation, table, key, before, after }: PlannedChange): Deed {
  const what = `${table} ${columns(key)}`;
  switch (operation) {
    case 'insert':
      return printable(`insert ${what} with ${columns(after ?? {})}`);
    case 'delete':
      return printable(`delete ${what}, which has ${columns(before ?? {})}`);
    case 'update': {
      const parts = Object.keys({ ...before, ...after }).map(
        (column) => `${column} from ${shownValue(before?.[column])} to ${shownValue(after?.[column])}`,
      );
      return printable(`update ${what}: ${parts.join(', ')}`);
    }
  }
}

function columns(row: StoredRow): string {
  return Object.entries(row)
    .map(([column, value]) => `${column}=${shownValue(value)}`)
    .join(' ');
}

function shownValue(value: StoredValue | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

import { valueIfThere, type DatabaseRow } from '../../database/index.ts';
import { instant, isInstant, line, rowId, timeKey, uuid, words, type Line, type RowId, type TimelineEntry } from '../../model/index.ts';
import type { Decision } from './decision.ts';
import type { Story } from './stories.ts';

/** What happened to one row: an event for each of its times; the last one says how the row is now. */
export function eventsOf(story: Story, row: DatabaseRow, decision: Decision): readonly TimelineEntry[] {
  const { table, times } = story;
  const key = keyOf(valueIfThere(row, 'row_id'));
  const events = Object.entries(times)
    .flatMap(([column, verb]) => {
      const time = instant(valueIfThere(row, column));
      return time === null ? [] : [{ column, verb, time, at: isInstant(time) ? time : null }];
    })
    .toSorted((a, b) => (timeKey(a.at) < timeKey(b.at) ? -1 : 1));
  const now = stateOf(story, row);
  const name = nameOf(story, row, key);
  if (events.length === 0) {
    return [{ at: null, table, key, what: line`${name}: ${now ?? line`there, at no known time`}`, isDecisive: decision.state(key) }];
  }
  return events.map(({ column, verb, time, at }, index) => {
    const isLast = index === events.length - 1 && now !== null;
    // What stands there instead of a time is told as it is.
    const happened = at === null ? line`${words(verb)} at "${time}"` : words(verb);
    return {
      at,
      table,
      key,
      what: isLast ? line`${name}: ${happened}; now ${now}` : line`${name}: ${happened}`,
      isDecisive: decision.time(column, at) || (isLast && decision.state(key)),
    };
  });
}

/** `application 17 of student2`. */
function nameOf({ label: ours, table }: Story, row: DatabaseRow, key: RowId): Line {
  const label = words(ours);
  const name = valueIfThere(row, 'person_name');
  if (table === 'users_user') return line`${label} ${name ?? key}`;
  const person = valueIfThere(row, 'person');
  return person === null ? line`${label} ${key}` : line`${label} ${key} of ${name ?? uuid(person)}`;
}

/** `status approved, is_active yes`. */
function stateOf({ state }: Story, row: DatabaseRow): Line | null {
  const parts = Object.entries(state).flatMap(([column, form]) => {
    const value = valueIfThere(row, column);
    return !(column in row) ? [] : [line`${words(column)} ${value === null ? 'none' : form(value)}`];
  });
  return parts.length === 0 ? null : parts.reduce((all, part) => line`${all}, ${part}`);
}

/** A row's id in the form of reports: a number, or a hyphenated UUID. */
function keyOf(value: DatabaseRow[string]): RowId {
  const text = uuid(value);
  return /^-?\d+$/.test(text) ? rowId(text) : text;
}

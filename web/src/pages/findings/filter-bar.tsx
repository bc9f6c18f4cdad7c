import { useState, type ReactNode } from 'react';
import type { Check } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { go } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import { FILTERS, GRAVITY, listAddress, SORTS, type Filter, type ListPlace } from './filters.ts';
import { GROUPINGS } from './groups.ts';

const AGES = ['7d', '30d', '90d'];

/** What narrows the list: a filter that is set is a chip that takes it away. */
export function FilterBar({ place, checks }: { readonly place: ListPlace; readonly checks: readonly Check[] }): ReactNode {
  const words = useWords();
  const { page } = useDatabase();
  const [sought, setSought] = useState('');
  const { filters, sort, by } = place;
  const lead = (change: Partial<ListPlace>): void => go(listAddress(page('/findings'), { ...place, ...change }));
  const set = (name: Filter, value: string | null): void => lead({ filters: { ...filters, [name]: value ?? '' } });
  const title = (name: Filter, value: string): string =>
    name === 'check'
      ? (checks.find(({ id }) => id === value)?.title ?? value)
      : name === 'group'
        ? words.checks.groups(value)
        : name === 'severity'
          ? words.marks[GRAVITY.find((one) => one === value) ?? 'info']
          : value;
  return (
    <>
      <div className="bar">
        <form
          className="search"
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            set('q', sought);
            setSought('');
          }}
        >
          <Icon name="search" />
          <input
            type="search"
            aria-label={words.findings.search}
            placeholder={words.findings.search}
            value={sought}
            maxLength={300}
            onChange={({ target }) => setSought(target.value)}
          />
        </form>
        <select
          className="pick"
          aria-label={words.findings.filters.check}
          value={filters.check ?? ''}
          onChange={({ target }) => set('check', target.value)}
        >
          <option value="">{words.findings.everyCheck}</option>
          {checks.map(({ id, title: name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <select
          className="pick"
          aria-label={words.findings.filters.group}
          value={filters.group ?? ''}
          onChange={({ target }) => set('group', target.value)}
        >
          <option value="">{words.findings.everyGroup}</option>
          {[...new Set(checks.map(({ group }) => group))].map((group) => (
            <option key={group} value={group}>
              {words.checks.groups(group)}
            </option>
          ))}
        </select>
        <select
          className="pick"
          aria-label={words.findings.severity}
          value={filters.severity ?? ''}
          onChange={({ target }) => set('severity', target.value)}
        >
          <option value="">{words.findings.everySeverity}</option>
          {GRAVITY.map((severity) => (
            <option key={severity} value={severity}>
              {words.marks[severity]}
            </option>
          ))}
        </select>
        <select
          className="pick"
          aria-label={words.findings.filters.age}
          value={filters.age ?? ''}
          onChange={({ target }) => set('age', target.value)}
        >
          <option value="">{words.findings.everyAge}</option>
          {AGES.map((age) => (
            <option key={age} value={age}>
              {words.findings.older(Number.parseInt(age, 10))}
            </option>
          ))}
        </select>
        <select
          className="pick"
          aria-label={words.findings.sort}
          value={sort}
          onChange={({ target }) => lead({ sort: SORTS.find((one) => one === target.value) ?? 'check' })}
        >
          {SORTS.map((one) => (
            <option key={one} value={one}>
              {words.findings.sorts[one]}
            </option>
          ))}
        </select>
        <select
          className="pick"
          aria-label={words.findings.grouping}
          value={by ?? ''}
          onChange={({ target }) => lead({ by: GROUPINGS.find((one) => one === target.value) ?? null, opened: [] })}
        >
          <option value="">{words.findings.noGroups}</option>
          {GROUPINGS.map((one) => (
            <option key={one} value={one}>
              {words.findings.groupedBy[one]}
            </option>
          ))}
        </select>
      </div>
      <div className="bar">
        {FILTERS.filter((name) => name !== 'state').flatMap((name) => {
          const value = filters[name];
          if (value === undefined) return [];
          return [
            <span key={name} className="chip">
              {words.findings.filters[name]}: {title(name, value)}
              <button type="button" aria-label={words.findings.without(words.findings.filters[name])} onClick={() => set(name, null)}>
                <Icon name="x" />
              </button>
            </span>,
          ];
        })}
      </div>
    </>
  );
}

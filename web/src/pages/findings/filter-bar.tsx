import { useState, type ReactNode } from 'react';
import type { Check } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { address, go } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import { FILTERS, GRAVITY, SORTS, type Filter, type Filters, type Sort } from './filters.ts';

const AGES = ['7d', '30d', '90d'];

/** What narrows the list: a filter that is set is a chip that takes it away. */
export function FilterBar({
  filters,
  sort,
  checks,
}: {
  readonly filters: Filters;
  readonly sort: Sort;
  readonly checks: readonly Check[];
}): ReactNode {
  const words = useWords();
  const { page } = useDatabase();
  const [sought, setSought] = useState('');
  const all = { ...filters, sort: sort === 'check' ? null : sort };
  const set = (name: Filter | 'sort', value: string | null): void => go(address(page('/findings'), { ...all, [name]: value }));
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
          onChange={({ target }) => set('sort', target.value === 'check' ? null : target.value)}
        >
          {SORTS.map((one) => (
            <option key={one} value={one}>
              {words.findings.sorts[one]}
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

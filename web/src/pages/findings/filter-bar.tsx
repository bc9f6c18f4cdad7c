import { useState, type ReactNode } from 'react';
import type { Check } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { go } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import { Choice } from './choice.tsx';
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
        <Choice
          label={words.findings.filters.check}
          value={filters.check}
          none={words.findings.everyCheck}
          of={checks.map(({ id, title: name }) => [id, name])}
          onChoose={(check) => set('check', check)}
        />
        <Choice
          label={words.findings.filters.group}
          value={filters.group}
          none={words.findings.everyGroup}
          of={[...new Set(checks.map(({ group }) => group))].map((group) => [group, words.checks.groups(group)])}
          onChoose={(group) => set('group', group)}
        />
        <Choice
          label={words.findings.severity}
          value={filters.severity}
          none={words.findings.everySeverity}
          of={GRAVITY.map((severity) => [severity, words.marks[severity]])}
          onChoose={(severity) => set('severity', severity)}
        />
        <Choice
          label={words.findings.filters.age}
          value={filters.age}
          none={words.findings.everyAge}
          of={AGES.map((age) => [age, words.findings.older(Number.parseInt(age, 10))])}
          onChoose={(age) => set('age', age)}
        />
        <Choice
          label={words.findings.sort}
          value={sort}
          of={SORTS.map((one) => [one, words.findings.sorts[one]])}
          onChoose={(one) => lead({ sort: one === '' ? 'check' : one })}
        />
        <Choice
          label={words.findings.grouping}
          value={by ?? ''}
          none={words.findings.noGroups}
          of={GROUPINGS.map((one) => [one, words.findings.groupedBy[one]])}
          onChoose={(one) => lead({ by: one === '' ? null : one, opened: [] })}
        />
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

import { useMemo, useState, type ReactNode } from 'react';
import { apiAddress } from '../../api/ask.ts';
import type { OpenFinding } from '../../api/finding.ts';
import type { Check } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { usePages } from '../../api/use-pages.ts';
import { Acknowledge } from '../../components/acknowledge.tsx';
import { Command } from '../../components/command.tsx';
import { Head } from '../../components/head.tsx';
import { Rest } from '../../components/rest.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { Link } from '../../router/link.tsx';
import { address, go, usePlace } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useMay } from '../../session/use-session.tsx';
import { useWords } from '../../words/use-words.tsx';
import { FilterBar } from './filter-bar.tsx';
import { commandOf, fileOf, filtersOf, question, sortOf, TABS } from './filters.ts';
import { FindingRows } from './finding-rows.tsx';
import { useRows } from './use-rows.ts';

interface FindingsPage {
  readonly count: number;
  /** What was counted since, where that is another number than is known here one by one. */
  readonly onlyCounted: { readonly counted: number; readonly known: number } | null;
  readonly findings: readonly OpenFinding[];
  readonly next: string | null;
}

/** Open findings: filters stand in the address, pages of a hundred are read as one goes down. */
export default function FindingsListPage(): ReactNode {
  const words = useWords();
  const { api, page } = useDatabase();
  const { query } = usePlace();
  const filters = useMemo(() => filtersOf(query), [query]);
  const sort = sortOf(query);
  const list = usePages<FindingsPage>(api(question(filters, sort)));
  const checks = useAnswer<{ readonly checks: readonly Check[] }>(api('/checks')).data?.checks ?? [];
  const command = commandOf(filters, checks);
  const may = useMay('operator');
  const [isAcknowledging, setAcknowledging] = useState(false);
  const rows = useMemo(() => list.pages.flatMap(({ findings }) => findings), [list.pages]);
  const at = useRows(rows);
  const { chosen, current } = at;
  const now = current === null ? undefined : rows[current];
  const count = list.pages.at(-1)?.count ?? null;
  const lag = list.pages.at(-1)?.onlyCounted ?? null;
  useKeys({
    j: () => at.move(1),
    k: () => at.move(-1),
    // Space moves the page on until there is a row that it could open.
    ...(current === null ? {} : { ' ': () => at.toggle(current) }),
    x: () => may && current !== null && at.choose(current, false),
    X: () => may && current !== null && at.choose(current, true),
    a() {
      if (may && chosen.size === 0 && current !== null) at.choose(current, false);
      setAcknowledging(may && (chosen.size > 0 || current !== null));
    },
    r: () => now !== undefined && go(address(page('/repairs/new'), { check: now.check })),
    c: () => now !== undefined && void navigator.clipboard.writeText(location.origin + page(`/findings/${now.fingerprint}`)),
    Escape: at.chooseNone,
    '/': () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus(),
  });
  return (
    <>
      <Head title={words.findings.title}>{count !== null && <p>{words.findings.count(count)}</p>}</Head>
      <nav className="tabs" aria-label={words.findings.states}>
        {TABS.map((state) => (
          <Link
            key={state}
            to={address(page('/findings'), { ...filters, state, sort: sort === 'check' ? null : sort })}
            aria-current={(filters.state ?? '') === state ? 'page' : undefined}
          >
            {words.findings.tabs[state === '' ? 'open' : state]}
          </Link>
        ))}
      </nav>
      <FilterBar filters={filters} sort={sort} checks={checks} />
      {count === 0 && (
        <p>
          {words.findings.none}{' '}
          {Object.keys(filters).length > 0 && (
            <Link className="btn sm" to={page('/findings')}>
              {words.findings.clear}
            </Link>
          )}
        </p>
      )}
      {lag !== null && <p>{words.findings.onlyCounted(lag.counted, lag.known)}</p>}
      {rows.length > 0 && <FindingRows rows={rows} count={count ?? rows.length} checks={checks} at={at} may={may} />}
      <Rest of={list} what={words.findings.title} />
      {chosen.size > 0 && (
        <div className="sticky" role="region" aria-label={words.findings.selection}>
          <span>{words.findings.chosen(chosen.size)}</span>
          <button type="button" className="btn" onClick={at.chooseNone}>
            {words.findings.drop}
          </button>
          <button type="button" className="btn p" onClick={() => setAcknowledging(true)}>
            {words.acknowledge.open}
          </button>
        </div>
      )}
      {rows.length > 0 && (
        <p className="mb-4 s">
          {words.findings.asFile}{' '}
          {(['csv', 'json'] as const).map((format) => (
            <a key={format} className="btn sm" href={apiAddress(api(fileOf(filters, format)))} download>
              {format.toUpperCase()}
            </a>
          ))}
        </p>
      )}
      {command !== null && <Command line={command} />}
      {isAcknowledging && (
        <Acknowledge
          findings={[...chosen]}
          onClose={() => setAcknowledging(false)}
          onDone={() => {
            setAcknowledging(false);
            at.chooseNone();
            list.again();
          }}
        />
      )}
    </>
  );
}

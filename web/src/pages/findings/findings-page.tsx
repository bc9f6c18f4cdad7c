import { useMemo, useState, type ReactNode } from 'react';
import { apiAddress } from '../../api/ask.ts';
import type { Check } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Acknowledge } from '../../components/acknowledge.tsx';
import { Command } from '../../components/command.tsx';
import { ackCommand } from '../../commands/ack-command.ts';
import { Head } from '../../components/head.tsx';
import { Rest } from '../../components/rest.tsx';
import { Answer } from '../../components/states.tsx';
import { NeverAudited } from '../../components/never-audited.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { Link } from '../../router/link.tsx';
import { address, go, usePlace } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useMay } from '../../session/use-session.tsx';
import { useWords } from '../../words/use-words.tsx';
import { FilterBar } from './filter-bar.tsx';
import { ackAllCommand, bulkFilter, commandOf, fileOf, listAddress, listPlaceOf, TABS } from './filters.ts';
import { FindingRows } from './finding-rows.tsx';
import { useFindings } from './use-findings.ts';
import { useRows } from './use-rows.ts';

/** Open findings: filters, order and groups stand in the address, pages of a hundred are read as one goes down. */
export default function FindingsListPage(): ReactNode {
  const words = useWords();
  const { api, page } = useDatabase();
  const { query } = usePlace();
  const place = useMemo(() => listPlaceOf(query), [query]);
  const { filters, by, opened } = place;
  const list = useFindings(place);
  const checks = useAnswer<{ readonly checks: readonly Check[] }>(api('/checks')).data?.checks ?? [];
  const command = commandOf(filters, checks);
  const may = useMay('operator');
  const [isAcknowledging, setAcknowledging] = useState(false);
  const { items, count, lists, groups } = list;
  const at = useRows(items, listAddress(page('/findings'), { ...place, opened: [] }));
  const { chosen, current } = at;
  const item = current === null ? undefined : items[current];
  const now = item?.kind === 'finding' ? item.row : undefined;
  // Without groups there is one list, which has pages before and behind.
  const whole = by === null ? lists[0] : undefined;
  const lag = lists[0]?.pages.at(-1)?.onlyCounted ?? groups?.data?.onlyCounted ?? null;
  const read = lists.flatMap(({ pages }) => pages.slice(-1));
  const asOf = read[0]?.asOf ?? null;
  // What is acknowledged already is not acknowledged as a whole once more.
  const canAll = asOf !== null && count !== null && count > chosen.size && filters.state !== 'acknowledged';
  const isNever = read.some((page) => page.asOf === null) || groups?.data?.subject === null;
  const toggleGroup = (key: string | null): void => {
    const others = opened.filter((one) => one !== key);
    go(listAddress(page('/findings'), { ...place, opened: others.length < opened.length ? others : [...opened, key] }));
  };
  // Their bar goes with them, and what was pressed there.
  const chooseNone = (): void => {
    at.chooseNone();
    at.stay();
  };
  useKeys({
    j: () => at.move(1),
    k: () => at.move(-1),
    // Space moves the page on until there is a row that it could open.
    ...(current === null ? {} : { ' ': () => (item?.kind === 'group' ? toggleGroup(item.group.key) : at.toggle(current)) }),
    x: () => may && current !== null && at.choose(current, false),
    X: () => may && current !== null && at.choose(current, true),
    a() {
      if (may && chosen.size === 0 && current !== null) at.choose(current, false);
      setAcknowledging(may && (chosen.size > 0 || now !== undefined));
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
            to={listAddress(page('/findings'), { ...place, filters: { ...filters, state } })}
            aria-current={(filters.state ?? '') === state ? 'page' : undefined}
          >
            {words.findings.tabs[state === '' ? 'open' : state]}
          </Link>
        ))}
      </nav>
      <FilterBar place={place} checks={checks} />
      {isNever && <NeverAudited />}
      {count === 0 && !isNever && (
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
      {items.length > 0 && <FindingRows list={list} place={place} checks={checks} at={at} may={may} onToggle={toggleGroup} />}
      {whole !== undefined && <Rest of={whole} what={words.findings.title} />}
      {groups !== null && groups.data === null && (
        <Answer of={groups} what={words.findings.title}>
          {() => null}
        </Answer>
      )}
      {chosen.size > 0 && (
        <div className="sticky" role="region" aria-label={words.findings.selection}>
          <span>{at.isAll && count !== null ? words.findings.chosenAll(count) : words.findings.chosen(chosen.size)}</span>
          {!at.isAll && at.hasAllRead && canAll && (
            <button type="button" className="btn" onClick={at.chooseAll}>
              {words.findings.chooseAll(count)}
            </button>
          )}
          <button type="button" className="btn" onClick={chooseNone}>
            {words.findings.drop}
          </button>
          <button type="button" className="btn p" onClick={() => setAcknowledging(true)}>
            {words.acknowledge.open}
          </button>
        </div>
      )}
      {items.length > 0 && (
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
          findings={at.isAll && asOf !== null ? { filter: bulkFilter(filters), asOf, count: count ?? 0 } : [...chosen]}
          command={at.isAll ? ackAllCommand(filters, checks) : ackCommand([...chosen])}
          onClose={() => setAcknowledging(false)}
          onDone={() => {
            setAcknowledging(false);
            chooseNone();
            for (const one of lists) one.again();
          }}
        />
      )}
    </>
  );
}

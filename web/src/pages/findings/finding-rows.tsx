import { Fragment, useEffect, useMemo, useRef, type ReactNode } from 'react';
import { sentenceOf, type OpenFinding } from '../../api/finding.ts';
import type { Check } from '../../api/types.ts';
import { Evidence } from '../../components/evidence.tsx';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/mark.tsx';
import { Heads } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useWindow } from '../../components/use-window.ts';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import { EndRow } from './end-row.tsx';
import type { ListPlace } from './filters.ts';
import { GroupRow, GROUP_HEIGHT } from './group-row.tsx';
import { OtherGroups } from './other-groups.tsx';
import { RowsInView } from './rows-in-view.tsx';
import type { FindingList, Item } from './use-findings.ts';
import type { RowsAt } from './use-rows.ts';

/** How high a row is before it was drawn: a sentence of one line, and what stands below it. */
const GUESS = 88;

interface Wish {
  readonly list: FindingList;
  readonly place: ListPlace;
  readonly checks: readonly Check[];
  readonly at: RowsAt;
  /** Where nobody may choose, nothing is offered for it. */
  readonly may: boolean;
  /** Opens a group, or closes it. */
  readonly onToggle: (key: string | null) => void;
}

/** Findings as rows: the sentence, the cause, since when; the evidence opens in place. Only those near the view are drawn, and the heads of groups. */
export function FindingRows({ list, place, checks, at, may, onToggle }: Wish): ReactNode {
  const words = useWords();
  const { items, count, groups } = list;
  const body = useRef<HTMLTableSectionElement>(null);
  const heads = useMemo(
    () => new Map(items.flatMap(({ kind }, index) => (kind === 'group' ? [[index, GROUP_HEIGHT] as const] : []))),
    [items],
  );
  const drawn = useWindow(body, items.length, at.heights, GUESS, at.current, heads);
  const known = new Map(checks.map((check) => [check.id, check]));
  const wide = may ? 4 : 3;
  useEffect(() => {
    if (at.wantsFocus.current === null) return;
    body.current?.querySelector<HTMLElement>(`[data-row="${at.wantsFocus.current}"] :is(.ttl a, th button, .more button)`)?.focus();
    at.wantsFocus.current = null;
  });
  return (
    <section className="panel">
      <table className="find list" aria-label={words.findings.title} aria-rowcount={list.rows + 1}>
        <Heads
          of={[
            ...(may ? [{ head: <ChooseRead at={at} /> }] : []),
            { head: words.findings.severity, isHeard: true },
            { head: words.findings.finding },
            { head: words.findings.since },
          ]}
        />
        <tbody ref={body}>
          {drawn.rows.map(({ index, gap }) => {
            const item = items[index];
            if (item === undefined) return null;
            return (
              <Fragment key={item.id}>
                <Gap height={gap} wide={wide} />
                {item.kind === 'group' ? (
                  <GroupRow item={item} index={index} place={place} checks={known} wide={wide} at={at} onToggle={onToggle} />
                ) : item.kind === 'end' ? (
                  <EndRow item={item} index={index} wide={wide} />
                ) : (
                  <Row item={item} index={index} check={known.get(item.row.check)} at={at} may={may} />
                )}
                {item.kind === 'finding' && at.open === item.id && (
                  <tr className="det">
                    <td colSpan={wide}>
                      <Evidence of={item.row} />
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
          <Gap height={drawn.rest} wide={wide} />
          {place.by !== null && <OtherGroups of={groups?.data?.others} by={place.by} wide={wide} />}
        </tbody>
      </table>
      <RowsInView body={body} count={count} items={items} />
    </section>
  );
}

/** Chooses all rows that are read, or lets them go. */
function ChooseRead({ at }: Pick<Wish, 'at'>): ReactNode {
  const words = useWords();
  const isSome = at.chosen.size > 0;
  return (
    <input
      type="checkbox"
      aria-label={words.findings.chooseRead}
      checked={isSome && (at.isAll || at.hasAllRead)}
      ref={(box) => {
        if (box !== null) box.indeterminate = isSome && !at.isAll && !at.hasAllRead;
      }}
      onChange={() => (isSome ? at.chooseNone() : at.chooseRead())}
    />
  );
}

/** The place of rows that are not drawn. */
function Gap({ height, wide }: { readonly height: number; readonly wide: number }): ReactNode {
  if (height === 0) return null;
  return (
    <tr className="gap" aria-hidden="true">
      <td colSpan={wide} style={{ height }} />
    </tr>
  );
}

interface RowWish extends Pick<Wish, 'at' | 'may'> {
  readonly item: Extract<Item, { readonly kind: 'finding' }>;
  readonly index: number;
  readonly check: Check | undefined;
}

function Row({ item: { row, rank, place }, index, check, at, may }: RowWish): ReactNode {
  const words = useWords();
  const isOpen = at.open === row.fingerprint;
  const isChosen = at.chosen.has(row.fingerprint);
  return (
    <tr
      data-row={index}
      data-rank={rank}
      aria-rowindex={place + 2}
      className={[isChosen ? 'sel' : isOpen ? 'open' : '', at.current === index ? 'now' : ''].join(' ').trim() || undefined}
      onFocus={() => at.setCurrent(index)}
    >
      {may && (
        <td className="c">
          <input
            type="checkbox"
            aria-label={words.findings.chooseOne(sentenceOf(row))}
            checked={isChosen}
            onChange={() => at.choose(index, false)}
          />
        </td>
      )}
      <td className="v">
        <Mark kind={row.acknowledged ? 'ack' : (check?.severity ?? 'info')} alone />
      </td>
      <td className="t">
        <Summary row={row} title={check?.title ?? row.check} />
        <button type="button" className="btn t sm" aria-expanded={isOpen} onClick={() => at.toggle(index)}>
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
          {words.evidence.title}
          <span className="vh">: {sentenceOf(row)}</span>
        </button>
      </td>
      <td className="w m">
        <Time at={row.since} />
      </td>
    </tr>
  );
}

function Summary({ row, title }: { readonly row: OpenFinding; readonly title: string }): ReactNode {
  const { findings } = useWords();
  const { page } = useDatabase();
  return (
    <>
      <div className="ttl">
        <Link className="q" to={page(`/findings/${row.fingerprint}`)}>
          {sentenceOf(row)}
        </Link>
      </div>
      <div className="sub">
        {title}
        {row.cause !== null && `, ${row.cause}`}
        {row.hasReturned && ` · ${findings.hasReturned}`}
        {row.repair === 'automatic' && ` · ${findings.repairable}`}
      </div>
    </>
  );
}

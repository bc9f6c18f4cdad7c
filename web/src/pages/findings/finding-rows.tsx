import { Fragment, useEffect, useRef, type ReactNode } from 'react';
import { sentenceOf, type OpenFinding } from '../../api/finding.ts';
import type { Check } from '../../api/types.ts';
import { Evidence } from '../../components/evidence.tsx';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/mark.tsx';
import { Time } from '../../components/time.tsx';
import { useWindow } from '../../components/use-window.ts';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import type { RowsAt } from './use-rows.ts';

/** How high a row is before it was drawn: a sentence of one line, and what stands below it. */
const GUESS = 88;

interface Wish {
  readonly rows: readonly OpenFinding[];
  /** How many there are, of which these are the first. */
  readonly count: number;
  readonly checks: readonly Check[];
  readonly at: RowsAt;
  /** Where nobody may choose, nothing is offered for it. */
  readonly may: boolean;
}

/** Findings as rows: the sentence, the cause, since when; the evidence opens in place. Only those near the view are drawn. */
export function FindingRows({ rows, count, checks, at, may }: Wish): ReactNode {
  const words = useWords();
  const body = useRef<HTMLTableSectionElement>(null);
  const drawn = useWindow(body, rows.length, at.heights, GUESS, at.current);
  const known = new Map(checks.map((check) => [check.id, check]));
  const wide = may ? 4 : 3;
  useEffect(() => {
    if (at.wantsFocus.current === null) return;
    body.current?.querySelector<HTMLElement>(`[data-row="${at.wantsFocus.current}"] .ttl a`)?.focus();
    at.wantsFocus.current = null;
  });
  return (
    <section className="panel">
      <table className="find list" aria-label={words.findings.title} aria-rowcount={count + 1}>
        <thead>
          <tr>
            {may && (
              <th scope="col">
                <span className="vh">{words.findings.choose}</span>
              </th>
            )}
            <th scope="col">
              <span className="vh">{words.findings.severity}</span>
            </th>
            <th scope="col">{words.findings.finding}</th>
            <th scope="col">{words.findings.since}</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {drawn.rows.map(({ index, gap }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <Fragment key={row.fingerprint}>
                <Gap height={gap} wide={wide} />
                <Row row={row} index={index} check={known.get(row.check)} at={at} may={may} />
                {at.open === row.fingerprint && (
                  <tr className="det">
                    <td colSpan={wide}>
                      <Evidence of={row} />
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
          <Gap height={drawn.rest} wide={wide} />
        </tbody>
      </table>
    </section>
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
  readonly row: OpenFinding;
  readonly index: number;
  readonly check: Check | undefined;
}

function Row({ row, index, check, at, may }: RowWish): ReactNode {
  const words = useWords();
  const isOpen = at.open === row.fingerprint;
  const isChosen = at.chosen.has(row.fingerprint);
  return (
    <tr
      data-row={index}
      aria-rowindex={index + 2}
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

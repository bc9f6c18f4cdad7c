import { Fragment, type ReactNode } from 'react';
import type { KeptBackup } from '../../api/types.ts';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useWords } from '../../words/use-words.tsx';
import { VERDICT_MARKS } from './verdict-mark.ts';

/** What the verification of a backup came to: its verdict in a sentence, what is wrong, what it holds, and what it lacks. */
export function NewestBackup({ backup }: { readonly backup: KeptBackup }): ReactNode {
  const { backups: words, number, took } = useWords();
  const { name, verdict, sentence, verifiedAt, operator, bytes, durationMs, restored, newest, tables, rows, findings, flaws } = backup;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.file, <span className="ev">{name}</span>],
    [words.verified, <Time at={verifiedAt} />],
    [words.by, operator],
    [words.newestRow, newest === null ? words.unknown : <Time at={newest} />],
    [words.sizeTitle, words.size(bytes)],
    [words.took, took(durationMs)],
    ...(restored === null ? [] : [[words.restored, words.restoredIn(restored.into, took(restored.durationMs))] as const]),
    ...(tables === null || rows === null ? [] : [[words.holds, words.holdsOf(tables, rows)] as const]),
    ...(findings === null ? [] : [[words.findings, number(findings)] as const]),
  ];
  return (
    <Panel title={words.newest}>
      <div className="pad grid gap-3">
        <p className="[overflow-wrap:anywhere]">
          <Mark kind={VERDICT_MARKS[verdict]} /> <b className="b">{words.verdicts[verdict]}</b> {sentence}
        </p>
        {flaws.length > 0 && (
          <ul className="list-disc pl-5 [overflow-wrap:anywhere]">
            {flaws.map((flaw) => (
              <li key={flaw.code + flaw.sentence}>{flaw.sentence}</li>
            ))}
          </ul>
        )}
        <dl className="facts">
          {facts.map(([what, value]) => (
            <Fragment key={what}>
              <dt>{what}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
        </dl>
      </div>
      {backup.comparison !== null && <Differences of={backup.comparison} />}
    </Panel>
  );
}

/** Where the backup is not what the live database is. */
function Differences({ of }: { readonly of: NonNullable<KeptBackup['comparison']> }): ReactNode {
  const { backups: words } = useWords();
  const differing = of.tables.filter(({ lacking, gone }) => lacking + gone > 0);
  const named = [
    ...of.missingTables.map((table) => words.missingTable(table)),
    ...of.surplusTables.map((table) => words.surplusTable(table)),
  ];
  return (
    <>
      <p className="pad m s">
        {words.compared(of.compared)} {differing.length + named.length === 0 && words.noDifference}
      </p>
      {named.map((text) => (
        <p key={text} className="pad s [overflow-wrap:anywhere]">
          {text}
        </p>
      ))}
      {differing.length > 0 && (
        <Table
          label={words.compared(of.compared)}
          rows={differing}
          keyOf={({ table }) => table}
          columns={[
            { head: words.table, isForeign: true, cell: ({ table }) => table },
            { head: words.rows, isNumber: true, cell: ({ rows }) => rows },
            { head: words.liveRows, isNumber: true, isWide: true, cell: ({ liveRows }) => liveRows },
            { head: words.lacking, isNumber: true, cell: ({ lacking }) => lacking },
            { head: words.gone, isNumber: true, cell: ({ gone }) => gone },
          ]}
        />
      )}
    </>
  );
}

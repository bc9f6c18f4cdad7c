import type { ReactNode } from 'react';
import type { RunSummary } from '../../api/types.ts';
import { Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { personOf } from '../../words/person-of.ts';
import { useWords } from '../../words/use-words.tsx';

/** When, who, where, and how it ended. */
export function RunFacts({ run }: { readonly run: RunSummary }): ReactNode {
  const { run: words, number } = useWords();
  const { page } = useDatabase();
  const { id, startedAt, finishedAt, operator, database, user, undoes, stoppedBy, recorded, toolVersion } = run;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.id, <span className="ev">{id}</span>],
    [words.started, <Time at={startedAt} />],
    [words.ended, finishedAt === null ? words.notEnded : <Time at={finishedAt} />],
    [words.by, personOf(operator)],
    [words.database, `${database.name}, ${database.engine}`],
    [words.scope, user === null ? words.everybody : words.only(user)],
    ...(undoes === null ? [] : [[words.undoes, <Link to={page(`/runs/${undoes}`)}>{undoes.slice(0, 8)}</Link>] as const]),
    ...(stoppedBy === null ? [] : [[words.stopped, stoppedBy] as const]),
    ...(recorded === undefined
      ? []
      : [
          [words.exitCode, words.exitCodes(recorded.exitCode)] as const,
          [words.acknowledged, number(recorded.acknowledged)] as const,
          [words.kept, words.details[recorded.detail as keyof typeof words.details]] as const,
        ]),
    [words.version, `peerquest-audit ${toolVersion}`],
  ];
  return (
    <Panel title={words.facts}>
      <div className="pad">
        <dl className="facts">
          {facts.map(([name, value]) => (
            <Fact key={name} name={name} value={value} />
          ))}
        </dl>
      </div>
    </Panel>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: ReactNode }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

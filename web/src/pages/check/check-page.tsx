import type { ReactNode } from 'react';
import type { Check } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Command } from '../../components/command.tsx';
import { Head } from '../../components/head.tsx';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { Way } from '../../components/way.tsx';
import { Link } from '../../router/link.tsx';
import { address } from '../../router/place.ts';
import type { PageProps } from '../../routes.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** One check: what must hold, why it matters, what to do, and what a repair would. */
export default function CheckPage({ params: { check: id = '' } }: PageProps): ReactNode {
  const { check: words } = useWords();
  const { api } = useDatabase();
  const answer = useAnswer<{ readonly checks: readonly Check[] }>(api('/checks'));
  const check = answer.data?.checks.find((each) => each.id === id);
  return (
    <>
      <Way up="/checks">
        <code>{id}</code>
      </Way>
      {check === undefined ? (
        <>
          <Head title={answer.data === null ? id : words.missing} />
          <Answer of={answer} what={words.name}>
            {() => <p className="panel p-4">{words.missingText(id)}</p>}
          </Answer>
        </>
      ) : (
        <Known check={check} />
      )}
    </>
  );
}

function Known({ check }: { readonly check: Check }): ReactNode {
  const { check: words, checks: all, marks } = useWords();
  const { page } = useDatabase();
  const { id, title, severity, group, invariant, why, advice, repair, causes, needs, source } = check;
  const parts = [
    [words.invariant, invariant],
    [words.why, why],
    [words.advice, advice],
    ...(repair === null ? [] : [[words.repair, repair] as const]),
  ] as const;
  return (
    <>
      <Head
        title={title}
        actions={
          <Link className="btn" to={address(page('/findings'), { check: id })}>
            {words.findings}
          </Link>
        }
      >
        <p>
          <Mark kind={severity} /> {marks[severity]} · {all.groups(group)}
          {source !== null && ` · ${words.own}`}
        </p>
      </Head>
      <section className="panel" aria-label={words.meaning}>
        <div className="prose p-4">
          {parts.map(([name, text]) => (
            <div key={name}>
              <h2>{name}</h2>
              <p className="mb-3">{text}</p>
            </div>
          ))}
        </div>
      </section>
      <Facts title={words.causes} facts={Object.entries(causes)} />
      <Facts title={words.reads} facts={Object.entries(needs).map(([table, columns]) => [table, columns.join(', ')] as const)} />
      <Command line={`peerquest-audit audit --only ${id}`} />
    </>
  );
}

/** Names with what they stand for; nothing where there are none. */
function Facts({ title, facts }: { readonly title: string; readonly facts: readonly (readonly [string, string])[] }): ReactNode {
  if (facts.length === 0) return null;
  return (
    <Panel title={title}>
      <div className="pad">
        <dl className="facts">
          {facts.map(([name, text]) => (
            <div key={name} className="contents">
              <dt className="ev">{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Panel>
  );
}

import type { ReactNode } from 'react';
import { useAnswer, type Answered } from '../../api/use-answer.ts';
import type { Check, Group } from '../../api/types.ts';
import { Age } from '../../components/age.tsx';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { Link } from '../../router/link.tsx';
import { address } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import { Spark } from './spark.tsx';
import { usePastOfChecks } from './past-of-checks.ts';

/** Checks with open findings, the most first: how they have developed, and since when the oldest is known. */
export function ChecksPanel({
  groups,
}: {
  readonly groups: Answered<{ readonly groups: readonly Group[] }> & { readonly again: () => void };
}): ReactNode {
  const { overview: words, number, difference } = useWords();
  const { api, page } = useDatabase();
  const checks = useAnswer<{ readonly checks: readonly Check[] }>(api('/checks')).data?.checks ?? [];
  const past = usePastOfChecks();
  const known = new Map(checks.map((check) => [check.id, check]));
  return (
    <Panel title={words.checks}>
      <Answer of={groups} what={words.checks}>
        {({ groups: all }) => {
          // Of some everything that is open is acknowledged.
          const found = all.filter(({ open }) => open > 0);
          return found.length === 0 ? (
            <p className="pad">
              <Mark kind="ok" /> {words.noChecks}
            </p>
          ) : (
            <table className="mini">
              <thead>
                <tr>
                  <th scope="col">{words.check}</th>
                  <th scope="col" className="phone:hidden">
                    {words.month}
                  </th>
                  <th scope="col" className="num">
                    {words.open}
                  </th>
                  <th scope="col" className="num phone:hidden">
                    {words.change}
                  </th>
                  <th scope="col" className="num">
                    {words.oldest}
                  </th>
                </tr>
              </thead>
              <tbody>
                {found.map(({ name, open, since }) => (
                  <tr key={name}>
                    <td>
                      <Mark kind={known.get(name)?.severity ?? 'info'} alone />{' '}
                      <Link className="q" to={address(page('/findings'), { check: name })}>
                        {known.get(name)?.title ?? name}
                      </Link>
                    </td>
                    <td className="phone:hidden">
                      <Spark values={past.of(name)} />
                    </td>
                    <td className="num b">{number(open)}</td>
                    <td className="num m phone:hidden">{difference(past.changeOf(name))}</td>
                    <td className="num m">
                      <Age since={since} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          );
        }}
      </Answer>
    </Panel>
  );
}

import type { ReactNode } from 'react';
import { useAnswer, type Answered } from '../../api/use-answer.ts';
import type { Check, Group } from '../../api/types.ts';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { Link } from '../../router/link.tsx';
import { address } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Checks with open findings, the most first. */
export function ChecksPanel({
  groups,
}: {
  readonly groups: Answered<{ readonly groups: readonly Group[] }> & { readonly again: () => void };
}): ReactNode {
  const { overview: words, number } = useWords();
  const { api, page } = useDatabase();
  const checks = useAnswer<{ readonly checks: readonly Check[] }>(api('/checks')).data?.checks ?? [];
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
                  <th scope="col" className="num">
                    {words.open}
                  </th>
                  <th scope="col" className="num phone:hidden">
                    {words.since}
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
                    <td className="num">{number(open)}</td>
                    <td className="num m phone:hidden">
                      <Time at={since} />
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

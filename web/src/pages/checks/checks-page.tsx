import type { ReactNode } from 'react';
import type { Check } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { useOpenChecks } from '../../api/use-open-checks.ts';
import { Command } from '../../components/command.tsx';
import { Head } from '../../components/head.tsx';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { Link } from '../../router/link.tsx';
import { address } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Every check, by its group, with what is open of it. */
export default function ChecksPage(): ReactNode {
  const { checks: words } = useWords();
  const { api } = useDatabase();
  const answer = useAnswer<{ readonly checks: readonly Check[] }>(api('/checks'));
  const known = useOpenChecks().data;
  const open = known === null || known.subject === null ? null : new Map(known.groups.map((group) => [group.name, group.open]));
  return (
    <>
      <Head title={words.title}>
        <p>{words.text}</p>
      </Head>
      <Answer of={answer} what={words.title}>
        {({ checks }) =>
          [...new Set(checks.map(({ group }) => group))].map((group) => (
            <GroupPanel key={group} group={group} checks={checks.filter((check) => check.group === group)} open={open} />
          ))
        }
      </Answer>
      <Command line="peerquest-audit checks" />
    </>
  );
}

interface Wish {
  readonly group: string;
  readonly checks: readonly Check[];
  /** Open findings by check; null where nothing is known of them. */
  readonly open: ReadonlyMap<string, number> | null;
}

function GroupPanel({ group, checks, open }: Wish): ReactNode {
  const { checks: words, number } = useWords();
  const { page } = useDatabase();
  return (
    <Panel title={words.groups(group)} note={words.count(checks.length)}>
      <table className="mini">
        <thead>
          <tr>
            <th scope="col">{words.check}</th>
            <th scope="col" className="phone:hidden">
              {words.invariant}
            </th>
            <th scope="col" className="num">
              {words.open}
            </th>
          </tr>
        </thead>
        <tbody>
          {checks.map(({ id, title, severity, invariant }) => (
            <tr key={id}>
              <td>
                <span className="gt">
                  <Mark kind={severity} alone />
                  <Link className="q b" to={page(`/checks/${encodeURIComponent(id)}`)}>
                    {title}
                  </Link>
                </span>
              </td>
              <td className="m phone:hidden">{invariant}</td>
              <td className="num">
                {open === null ? '–' : <Link to={address(page('/findings'), { check: id })}>{number(open.get(id) ?? 0)}</Link>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

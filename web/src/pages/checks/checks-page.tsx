import type { ReactNode } from 'react';
import type { Check } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { useOpenChecks } from '../../api/use-open-checks.ts';
import { Command } from '../../components/command.tsx';
import { Head } from '../../components/head.tsx';
import { MarkedLink } from '../../components/marked-link.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
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
      <Table
        label={words.groups(group)}
        rows={checks}
        keyOf={({ id }) => id}
        columns={[
          {
            head: words.check,
            cell: ({ id, title, severity }) => (
              <MarkedLink mark={severity} to={page(`/checks/${encodeURIComponent(id)}`)}>
                {title}
              </MarkedLink>
            ),
          },
          { head: words.invariant, isMuted: true, isWide: true, cell: ({ invariant }) => invariant },
          {
            head: words.open,
            isNumber: true,
            cell: ({ id }) => open && <Link to={address(page('/findings'), { check: id })}>{number(open.get(id) ?? 0)}</Link>,
          },
        ]}
      />
    </Panel>
  );
}

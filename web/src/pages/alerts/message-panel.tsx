import type { ReactNode } from 'react';
import { Mark, type MarkKind } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useWords } from '../../words/use-words.tsx';

/** A message on its way to a channel, or arrived: of what it tells, only of how many runs. */
export interface Message {
  readonly id: string;
  readonly channel: string;
  readonly createdAt: string;
  readonly dueAt: string;
  readonly state: 'waiting' | 'sent' | 'failed';
  readonly attempts: number;
  readonly endedAt: string | null;
  readonly note: string | null;
  readonly digests: number;
}

const MARKS: Readonly<Record<Message['state'], MarkKind>> = { waiting: 'wait', sent: 'ok', failed: 'fail' };

/** The newest messages, and what became of them. */
export function MessagePanel({ messages }: { readonly messages: readonly Message[] }): ReactNode {
  const { alerts: words } = useWords();
  return (
    <Panel title={words.messages} note={words.newest}>
      <Table
        label={words.messages}
        rows={messages}
        keyOf={({ id }) => id}
        empty={words.noMessages}
        columns={[
          { head: words.made, cell: ({ createdAt }) => <Time at={createdAt} /> },
          { head: words.channel, isForeign: true, cell: ({ channel }) => channel },
          { head: words.came, isForeign: true, cell: (message) => <Became of={message} /> },
          { head: words.news, isNumber: true, isWide: true, cell: ({ digests }) => digests },
        ]}
      />
    </Panel>
  );
}

function Became({ of: { state, endedAt, dueAt, attempts, note } }: { readonly of: Message }): ReactNode {
  const { alerts: words, moment } = useWords();
  const at = moment(new Date(endedAt ?? dueAt));
  return (
    <span className="gt">
      <Mark kind={MARKS[state]} />
      <span>
        {words.became[state](at)}
        {(attempts > 1 || note !== null) && (
          <span className="s m block">
            {words.attempts(attempts)}
            {note !== null && `: ${note}`}
          </span>
        )}
      </span>
    </span>
  );
}

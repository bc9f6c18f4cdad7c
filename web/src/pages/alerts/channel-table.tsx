import type { ReactNode } from 'react';
import { RowButton } from '../../components/row-button.tsx';
import { Table } from '../../components/table.tsx';
import type { Acts } from '../../components/use-acts.tsx';
import { useMay } from '../../session/use-session.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Where alerts go, without the address, and how many messages are in which state. */
export interface Channel {
  readonly name: string;
  readonly type: string;
  readonly waiting: number;
  readonly sent: number;
  readonly failed: number;
}

interface Wish {
  readonly channels: readonly Channel[];
  readonly busy: Acts['busy'];
  readonly onTest: (channel: string) => void;
}

const COUNTS = ['waiting', 'sent', 'failed'] as const;

/** Channels, a row each. */
export function ChannelTable({ channels, busy, onTest }: Wish): ReactNode {
  const { alerts: words } = useWords();
  const may = useMay('admin');
  return (
    <div className="panel">
      <Table
        label={words.title}
        look="roomy"
        rows={channels}
        keyOf={({ name }) => name}
        columns={[
          {
            head: words.channel,
            isForeign: true,
            cell: ({ name, type }) => (
              <>
                <b className="b">{name}</b>
                <div className="s m">{type}</div>
              </>
            ),
          },
          ...COUNTS.map((state) => ({
            head: words.states[state],
            isNumber: true,
            isWide: state === 'sent',
            cell: (channel: Channel) => channel[state],
          })),
          ...(may
            ? [
                {
                  head: words.test,
                  isNumber: true,
                  isHeard: true,
                  cell: ({ name }: Channel) => (
                    <RowButton label={words.test} icon="bell" about={name} busy={busy} onPress={() => onTest(name)} />
                  ),
                },
              ]
            : []),
        ]}
      />
    </div>
  );
}

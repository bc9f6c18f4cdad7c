import type { ReactNode } from 'react';
import { RowButton } from '../../components/row-button.tsx';
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
  const { alerts: words, number } = useWords();
  const may = useMay('admin');
  return (
    <div className="panel">
      <table>
        <thead>
          <tr>
            <th scope="col">{words.channel}</th>
            {COUNTS.map((state) => (
              <th key={state} scope="col" className={state === 'sent' ? 'num hp' : 'num'}>
                {words.states[state]}
              </th>
            ))}
            {may && (
              <th scope="col" className="num">
                <span className="vh">{words.test}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {channels.map((channel) => (
            <tr key={channel.name}>
              <td className="[overflow-wrap:anywhere]">
                <b className="b">{channel.name}</b>
                <div className="s m">{channel.type}</div>
              </td>
              {COUNTS.map((state) => (
                <td key={state} className={state === 'sent' ? 'num hp' : 'num'}>
                  {number(channel[state])}
                </td>
              ))}
              {may && (
                <td className="num">
                  <RowButton label={words.test} icon="bell" about={channel.name} busy={busy} onPress={() => onTest(channel.name)} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

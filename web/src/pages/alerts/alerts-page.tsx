import type { ReactNode } from 'react';
import { ask } from '../../api/ask.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Command } from '../../components/command.tsx';
import { Head } from '../../components/head.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { Answer } from '../../components/states.tsx';
import { useActs } from '../../components/use-acts.tsx';
import { useWords } from '../../words/use-words.tsx';
import { ChannelTable, type Channel } from './channel-table.tsx';
import { MessagePanel, type Message } from './message-panel.tsx';

/** Who is told of changes, and what became of the newest messages. */
export default function AlertsPage(): ReactNode {
  const { alerts: words } = useWords();
  const answer = useAnswer<{ readonly channels: readonly Channel[]; readonly messages: readonly Message[] }>('/alerts');
  const { note, busy, act } = useActs();
  const test = (channel: string): void =>
    act(channel, async () => {
      const path = `/alerts/${encodeURIComponent(channel)}/tests`;
      const { test: came } = await ask<{ readonly test: { readonly delivered: boolean; readonly note: string } }>(path, {
        method: 'POST',
        body: {},
      });
      return came.delivered
        ? { kind: 'ok', text: words.delivered(channel) }
        : { kind: 'fail', text: words.notDelivered(channel, came.note) };
    });
  return (
    <>
      <Head title={words.title}>
        <p>{words.text}</p>
      </Head>
      {note}
      <Answer of={answer} what={words.title}>
        {({ channels, messages }) => (
          <>
            {channels.length === 0 ? (
              <NothingYet text={words.nothing} write={EXAMPLE} />
            ) : (
              <ChannelTable channels={channels} busy={busy} onTest={test} />
            )}
            {channels.length + messages.length > 0 && <MessagePanel messages={messages} />}
            {channels[0] !== undefined && <Command line={`peerquest-audit alert test ${channels[0].name}`} />}
          </>
        )}
      </Answer>
    </>
  );
}

const EXAMPLE = `"alerts": {
  "channels": {
    "team": { "type": "slack", "url": "env:SLACK_WEBHOOK_URL" }
  }
}`;

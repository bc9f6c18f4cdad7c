import { useState, type SubmitEvent, type ReactNode } from 'react';
import { ask } from '../api/ask.ts';
import { inWords } from '../api/problem.ts';
import { refresh } from '../api/use-answer.ts';
import { useDatabase } from '../session/use-database.tsx';
import { useWords } from '../words/use-words.tsx';
import { announce } from './announcer.tsx';
import { Command } from './command.tsx';
import { Dialog } from './dialog.tsx';

interface Wish {
  /** Their fingerprints. */
  readonly findings: readonly string[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Acknowledges one finding or many, with a reason, and until a day if one is given. */
export function Acknowledge({ findings, onClose, onDone }: Wish): ReactNode {
  const words = useWords();
  const { api } = useDatabase();
  const [says, setSays] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [reason, until] = [text(form.get('reason')), text(form.get('until'))];
    setBusy(true);
    try {
      await ask(api('/acknowledgements'), { method: 'POST', body: { findings, reason, until: until === '' ? null : until } });
      announce(words.acknowledge.done(findings.length));
      refresh();
      onDone();
    } catch (error) {
      setSays(inWords(error, words.noConnection));
      setBusy(false);
    }
  };
  return (
    <Dialog title={words.acknowledge.title(findings.length)} onClose={onClose}>
      <form className="grid gap-3" onSubmit={(event) => void send(event)}>
        {says !== null && (
          <p className="note critical" role="alert">
            {says}
          </p>
        )}
        <label>
          {words.acknowledge.reason}
          <input type="text" name="reason" required maxLength={1000} autoFocus />
        </label>
        <label>
          {words.acknowledge.until}
          <input type="date" name="until" />
        </label>
        <button className="btn p" disabled={isBusy}>
          {words.acknowledge.send}
        </button>
        <Command line={`peerquest-audit ack ${findings.map((each) => each.slice(0, 8)).join(' ')} --reason "…"`} />
      </form>
    </Dialog>
  );
}

const text = (value: FormDataEntryValue | null): string => (typeof value === 'string' ? value : '');

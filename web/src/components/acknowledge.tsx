import { useState, type SubmitEvent, type ReactNode } from 'react';
import { ask } from '../api/ask.ts';
import { inWords } from '../api/problem.ts';
import { refresh } from '../api/use-answer.ts';
import { useDatabase } from '../session/use-database.tsx';
import { useWords } from '../words/use-words.tsx';
import { announce } from './announcer.tsx';
import { Command } from './command.tsx';
import { Dialog } from './dialog.tsx';

/** All that a filter leaves, as it was when somebody saw it. */
export interface Matching {
  readonly filter: Readonly<Record<string, string>>;
  /** The run that was the last then. */
  readonly asOf: string;
  readonly count: number;
}

interface Wish {
  /** Their fingerprints, or all that match. */
  readonly findings: readonly string[] | Matching;
  /** The command that does the same but for its reason; null where there is none. */
  readonly command: string | null;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Acknowledges one finding or many, with a reason, and until a day if one is given. */
export function Acknowledge({ findings, command, onClose, onDone }: Wish): ReactNode {
  const words = useWords();
  const { api } = useDatabase();
  const [says, setSays] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [done, setDone] = useState<string | null>(null);
  const count = 'asOf' in findings ? findings.count : findings.length;
  const send = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    const form = new FormData(event.currentTarget);
    const [reason, until] = [text(form.get('reason')), text(form.get('until'))];
    setBusy(true);
    try {
      const given = { reason, until: until === '' ? null : until };
      if ('asOf' in findings) {
        const { filter, asOf } = findings;
        const told = await ask<Told>(api('/bulk-acknowledgements'), { method: 'POST', body: { filter, asOf, ...given } });
        // What was left alone is not to be missed: the dialog stays.
        setDone(words.acknowledge.doneMatching(told.acknowledged, told.already, told.since));
      } else {
        await ask(api('/acknowledgements'), { method: 'POST', body: { findings, ...given } });
        announce(words.acknowledge.done(count));
        onDone();
      }
      refresh();
    } catch (error) {
      setSays(inWords(error, words.noConnection));
      setBusy(false);
    }
  };
  if (done !== null)
    return (
      <Dialog title={words.acknowledge.title(count)} onClose={onDone}>
        <p className="mb-3" role="status">
          {done}
        </p>
        <button type="button" className="btn p" autoFocus onClick={onDone}>
          {words.close}
        </button>
      </Dialog>
    );
  return (
    <Dialog title={words.acknowledge.title(count)} onClose={onClose}>
      <form className="grid gap-3" onSubmit={(event) => void send(event)}>
        {says !== null && (
          <p className="note critical" role="alert">
            {says}
          </p>
        )}
        <label>
          {words.acknowledge.reason}
          <input type="text" name="reason" required maxLength={1000} />
        </label>
        <label>
          {words.acknowledge.until}
          <input type="date" name="until" />
        </label>
        <button className="btn p" aria-disabled={isBusy}>
          {words.acknowledge.send}
        </button>
        {command !== null && <Command line={`${command} --reason "…"`} />}
      </form>
    </Dialog>
  );
}

interface Told {
  readonly acknowledged: number;
  readonly already: number;
  readonly since: number;
}

const text = (value: FormDataEntryValue | null): string => (typeof value === 'string' ? value : '');

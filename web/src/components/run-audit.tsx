import { useState, type ReactNode } from 'react';
import { ask } from '../api/ask.ts';
import { inWords } from '../api/problem.ts';
import { refresh } from '../api/use-answer.ts';
import { useDatabase } from '../session/use-database.tsx';
import { useMay } from '../session/use-session.tsx';
import { useWords } from '../words/use-words.tsx';
import { announce } from './announcer.tsx';
import { Icon } from './icon.tsx';

/** Starts an audit; nothing where one may not. */
export function RunAudit(): ReactNode {
  const { overview: words, noConnection } = useWords();
  const { api } = useDatabase();
  const may = useMay('operator');
  const [says, setSays] = useState<string | null>(null);
  if (!may) return null;
  const start = async (): Promise<void> => {
    try {
      await ask(api('/audits'), { method: 'POST', body: {} });
      announce(words.auditStarted);
      setSays(words.auditStarted);
      setTimeout(refresh, 1_500);
    } catch (error) {
      setSays(inWords(error, noConnection));
    }
  };
  return (
    <>
      {says !== null && <span className="m s">{says}</span>}
      <button type="button" className="btn" onClick={() => void start()}>
        <Icon name="play" />
        {words.runAudit}
      </button>
    </>
  );
}

import type { ReactNode } from 'react';
import type { RunSummary } from '../../api/types.ts';
import { kindOf } from '../../api/kind-of-run.ts';
import { useChanges, type ChangesPage } from '../../api/use-changes.ts';
import type { Pages } from '../../api/use-pages.ts';
import { Changes } from '../../components/changes.tsx';
import { Command } from '../../components/command.tsx';
import { Counts, type Count } from '../../components/counts.tsx';
import { Head } from '../../components/head.tsx';
import { Panel } from '../../components/panel.tsx';
import { PreviewUndo } from '../../components/preview-undo.tsx';
import { StateMark } from '../../components/run-mark.tsx';
import { FirstPage } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { Steps } from '../../components/steps.tsx';
import { Way } from '../../components/way.tsx';
import type { PageProps } from '../../routes.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { personOf } from '../../words/person-of.ts';
import { useWords, type Words } from '../../words/use-words.tsx';

/** What a repair or an undo has come to, and the way back. */
export default function RepairPage({ params }: PageProps): ReactNode {
  const words = useWords();
  const { api } = useDatabase();
  const list = useChanges(api(`/runs/${encodeURIComponent(params['run'] ?? '')}`));
  return (
    <FirstPage of={list} what={words.repairs.run}>
      {({ run }) => <Result run={run} list={list} />}
    </FirstPage>
  );
}

function Result({ run, list }: { readonly run: RunSummary; readonly list: Pages<ChangesPage> }): ReactNode {
  const words = useWords();
  const isPreview = kindOf(run) === 'undo-preview';
  const applied = run.changes['committed'] ?? 0;
  return (
    <>
      <Way up="/repairs">
        <code>{run.id.slice(0, 8)}</code>
      </Way>
      <Head
        title={
          isPreview ? words.repairs.undoTitle(run.changes['planned'] ?? 0) : words.repairs.result(words.overview.modes[run.mode], applied)
        }
        actions={applied > 0 && <PreviewUndo run={run.id} how="push" />}
      >
        <p>
          <StateMark state={run.state} /> {personOf(run.operator)}, <Time at={run.startedAt} />.{' '}
          {Object.entries(run.changes)
            .map(([state, count]) => `${words.run.changeStates(state)}: ${words.number(count)}`)
            .join(', ')}
        </p>
      </Head>
      {!isPreview && (
        <>
          <Steps at="result" isUndo={run.mode === 'undo'} />
          <Counts label={words.repairs.counts} of={countsOf(words.repairs, run)} />
        </>
      )}
      {list.pages.some(({ changes }) => changes.length > 0) && (
        <Panel title={words.repairs.changes}>
          <Changes of={list} />
        </Panel>
      )}
      <Command line={`peerquest-audit show ${run.id.slice(0, 8)}`} />
      {applied > 0 && <Command line={`peerquest-audit undo ${run.id.slice(0, 8)} --dry-run`} />}
    </>
  );
}

/** What was written and what was not, and what the audit after it has found. */
function countsOf(words: Words['repairs'], { changes, left, verified }: RunSummary): readonly Count[] {
  return [
    { label: words.written, value: changes['committed'] ?? 0 },
    ...(left === null
      ? []
      : [
          { label: words.skipped, value: left.conflicts.changes + left.alreadyDone.changes },
          { label: words.notWritten, value: left.failed.changes },
        ]),
    ...(verified === null
      ? []
      : [
          { label: words.fixed, value: verified.fixed },
          { label: words.appeared, value: verified.appeared },
          { label: words.remain, value: verified.remaining },
        ]),
  ];
}

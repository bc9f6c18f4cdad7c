import { fanOut, settledRequest } from '../../audit/index.ts';
import { systemClock } from '../../clock.ts';
import { endsSnapshot } from '../../database/index.ts';
import { AuditToolError, sentenceOf } from '../../errors.ts';
import { historyRecorder, withoutRepair, type HistoryRecorder, type SharedStore } from '../../history/index.ts';
import { ALL_FINDINGS, COUNTS, DEFAULT_FAIL_ON, EXIT, exitCode, type Consumer, type RunResult } from '../../model/index.ts';
import { thisProcess } from '../../operator.ts';
import { sumLine } from '../../report/index.ts';
import type { RunEnding, RunWish } from '../../service/index.ts';
import { fileManifest, keptAcknowledgements, Workspace, type WorkspaceWish } from '../../workspace/index.ts';
import { eventsOf, type RunOfEvents } from './events-of.ts';
import { performBackup } from './perform-backup.ts';
import type { PerformPorts } from './perform-ports.ts';
import { progressOf } from './progress-of.ts';
import { reportFiles, type ReportFile } from './report-files.ts';

/** Runs what is wished for, as the command of that name does, and records it in the history. Never rejects. */
export async function perform(wish: RunWish, workspaceWish: WorkspaceWish, ports: PerformPorts): Promise<RunEnding> {
  try {
    const database = wish.database === null ? {} : { database: wish.database };
    const workspace = await Workspace.open({ ...workspaceWish, ...database });
    const { kind } = wish;
    if (kind === 'backup') return await workspace.withStore((store) => performBackup(workspace, store, wish, ports));
    const isPreview = wish.kind === 'plan' || wish.kind === 'undo-preview';
    return await workspace.withStore((store) => performIn(workspace, store, { ...wish, kind }, ports), isPreview);
  } catch (error) {
    const sentence = withoutRepair(error);
    ports.tell({ type: 'run-failed', code: error instanceof AuditToolError ? error.code : null, sentence });
    return { run: null, exitCode: EXIT.failed, error: sentence, sum: null };
  }
}

async function performIn(
  workspace: Workspace,
  store: SharedStore,
  wish: RunOfEvents,
  { tell, signal, clock = systemClock }: PerformPorts,
): Promise<RunEnding> {
  const { settings } = workspace;
  const { address } = await workspace.database();
  const request = settledRequest(wish.request, settings);
  const failOn = wish.failOn ?? settings.failOn ?? DEFAULT_FAIL_ON;
  const operator = { ...thisProcess(), name: wish.operator };
  const repairs = wish.kind === 'apply' || wish.kind === 'undo';
  let isWriting = false;
  const events = eventsOf(wish, request, settings, address, {
    ownChecks: settings.checks ?? [],
    acknowledged: await keptAcknowledgements(workspace, repairs || wish.kind === 'audit' ? store : null),
    manifest: await fileManifest(request.files, store),
    identify: true,
    ...(wish.id === undefined ? {} : { runId: wish.id }),
    ...{ signal, store, operator, clock },
    onWriting: () => (isWriting = true),
  });
  // What writes is heard to its end.
  const stopped = (): boolean => signal.aborted && !isWriting;
  const once = async (): Promise<RunEnding> => {
    const reports = reportFiles(wish.report ?? {});
    const readers = [wish.findings === 'all' ? ALL_FINDINGS : COUNTS, ...reports.map(({ consumer }) => consumer.wish)];
    const recorder = await historyRecorder({ ...{ readers, request, repairs, failOn, store, operator, clock } });
    return heard(events, { recorder, reports }, stopped, failOn, tell);
  };
  return once().catch((error: unknown) => {
    if (!endsSnapshot(error)) throw error;
    // A replica has ended the snapshot: a second one may last.
    return once();
  });
}

async function heard(
  events: ReturnType<typeof eventsOf>,
  { recorder, reports }: { readonly recorder: HistoryRecorder; readonly reports: readonly ReportFile[] },
  stopped: () => boolean,
  failOn: Parameters<typeof exitCode>[1],
  tell: PerformPorts['tell'],
): Promise<RunEnding> {
  let run: string | null = null;
  let trouble: string | null = null;
  const progress: Consumer = {
    name: 'progress',
    wish: COUNTS,
    hear(event) {
      if (event.type === 'run-started') run = event.run.id;
      const told = progressOf(event, failOn);
      if (told !== null) tell(told);
    },
  };
  let result: RunResult | null = null;
  try {
    result = await fanOut(events, {
      consumers: [recorder, progress, ...reports.map(({ consumer }) => consumer)],
      stopped,
      onFailure: (_, error) => (trouble = sentenceOf(error)),
    });
  } catch (error) {
    if (!stopped() && endsSnapshot(error)) throw error;
    if (!stopped()) trouble = sentenceOf(error);
  }
  // Of a run that came to no end the report of the one before stays.
  const isWhole = result !== null && trouble === null;
  for (const { finish, discard } of reports) {
    if (isWhole) await finish().catch((error: unknown) => (trouble ??= sentenceOf(error)));
    else discard();
  }
  try {
    // Of one that was stopped nothing is kept.
    if ((await recorder.record()) === null) run = null;
  } catch (error) {
    run = null;
    trouble ??= `The run is not in the history: ${withoutRepair(error)}`;
  }
  if (stopped()) return { run: null, exitCode: EXIT.interrupted, error: null, sum: null };
  const code = trouble === null && result !== null ? exitCode(result, failOn) : EXIT.failed;
  return { run, exitCode: code, error: trouble ?? result?.repair?.stoppedBy ?? null, sum: result === null ? null : sumLine(result) };
}

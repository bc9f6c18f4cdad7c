import picocolors from 'picocolors';
import { fanOut } from '../audit/index.ts';
import { endsSnapshot } from '../database/index.ts';
import { sentenceOf } from '../errors.ts';
import { COUNTS, printed, type AuditEvent, type Consumer, type RunResult, type Wish } from '../model/index.ts';
import { inOneSentence, type ReportOptions } from '../report/index.ts';
import { keepRun, recorderOf, type KeptIn } from './keep-run.ts';
import { noProgress, terminalProgress } from './progress.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import type { Terminal } from './terminal.ts';
import { beginReport, type WrittenReport } from './written-report.ts';

/** A run that is about to begin: its events, and whether it was stopped. */
export interface ReportedRun {
  /** Called when the report can be written, with what is to be told of findings. */
  readonly events: (wish: Wish) => AsyncIterable<AuditEvent>;
  /** True when the run is to be left as it is, without a report. */
  readonly stopped: () => boolean;
  /** Where the run is kept; null where nothing of it is. */
  readonly history: KeptIn | null;
}

/**
 * Runs to the end and hands the reports over; null when the run was stopped. Nothing is handed over of a run that failed, and one
 * whose snapshot a replica has ended, before anything was written, is tried again once.
 *
 * @throws UsageError before the run begins, when a report cannot be written to its file
 */
export async function reportEvents(...run: Parameters<typeof reportOnce>): Promise<RunResult | null> {
  return reportOnce(...run).catch((error: unknown) => {
    if (!endsSnapshot(error)) throw error;
    return reportOnce(...run);
  });
}

async function reportOnce(
  { events, stopped, history }: ReportedRun,
  options: ResolvedOptions & Pick<ReportOptions, 'kept'>,
  terminal: Terminal,
  target: ReportOptions['target'],
): Promise<RunResult | null> {
  const { color, format, output: file, quiet, limit, kept } = options;
  const warn = (sentence: string): void => {
    terminal.warn(sentence);
  };
  const plain = { colors: picocolors.createColors(false), target, kept, quiet };
  const colors = picocolors.createColors(color && file === null && terminal.hasColors);
  const own = await beginReport('report', { format, output: file, limit }, { ...plain, colors }, terminal);
  const reports: WrittenReport[] = [];
  for (const each of options.reports) reports.push(await beginReport(`report ${each.format}`, each, plain, terminal));
  reports.push(own);
  const progress = options.progress && terminal.isInteractive ? terminalProgress(warn) : noProgress;
  const recorder =
    history === null
      ? null
      : await recorderOf(
          history,
          options,
          reports.map(({ consumer }) => consumer.wish),
        );
  const bar = { name: 'progress bar', wish: COUNTS, hear: progress.show };
  const failures: unknown[] = [];
  const notKept: string[] = [];
  const failed = new Set<Consumer>();
  const onFailure = (consumer: Consumer, error: unknown): void => {
    failed.add(consumer);
    const goesOn = `The ${consumer.name} has failed (${sentenceOf(error)}): the run goes on without it.`;
    if (consumer === bar) warn(goesOn);
    else if (consumer === recorder) notKept.push(goesOn);
    else failures.push(error);
  };
  let result: RunResult | null = null;
  try {
    const consumers = [bar, ...reports.map(({ consumer }) => consumer), ...(recorder === null ? [] : [recorder])];
    const told = (wish: Wish) => (recorder === null ? events(wish) : recorder.withPast(events(wish), wish));
    result = await fanOut(told, { consumers, stopped, onFailure });
  } catch (error) {
    if (!stopped()) failures.push(error);
  }
  await progress.stop();
  for (const { consumer, finish, discard } of reports) {
    if (result === null || failed.has(consumer)) discard();
    else await finish().catch((error: unknown) => failures.push(error));
  }
  // What people and programs wait for is handed over first.
  if (recorder !== null && !failed.has(recorder)) await keepRun(recorder, warn);
  if (failures.length > 0) throw failures[0];
  // Of a run that failed, nothing was to be kept.
  for (const sentence of notKept) warn(sentence);
  if (result !== null && file !== null && terminal.isInteractive && !quiet) terminal.tell(printed`${file}: ${inOneSentence(result)}`);
  return result;
}

import picocolors from 'picocolors';
import { fanOut } from '../audit/index.ts';
import { endsSnapshot } from '../database/index.ts';
import { sentenceOf } from '../errors.ts';
import { COUNTS, type AuditEvent, type Consumer, type RunResult, type Wish } from '../model/index.ts';
import { reporterOf, type ReportOptions } from '../report/index.ts';
import { fileOutput, streamOutput } from './output.ts';
import { noProgress, terminalProgress } from './progress.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import type { Terminal } from './terminal.ts';

/** A run that is about to begin: its events, and whether it was stopped. */
export interface ReportedRun {
  /** Called when the report can be written, with what is to be told of findings. */
  readonly events: (wish: Wish) => AsyncIterable<AuditEvent>;
  /** True when the run is to be left as it is, without a report. */
  readonly stopped: () => boolean;
}

/**
 * Runs to the end and hands the report over; null when the run was stopped. Nothing is handed over of a run that failed, and one
 * whose snapshot a replica has ended, before anything was written, is tried again once.
 *
 * @throws UsageError before the run begins, when the report cannot be written to its file
 */
export async function reportEvents(...run: Parameters<typeof reportOnce>): Promise<RunResult | null> {
  return reportOnce(...run).catch((error: unknown) => {
    if (!endsSnapshot(error)) throw error;
    return reportOnce(...run);
  });
}

async function reportOnce(
  { events, stopped }: ReportedRun,
  options: ResolvedOptions & Pick<ReportOptions, 'kept'>,
  terminal: Terminal,
  target: ReportOptions['target'],
): Promise<RunResult | null> {
  const { color, format, output: file, quiet, limit, kept } = options;
  const output = file === null ? streamOutput(terminal.stdout) : fileOutput(file);
  const warn = (sentence: string): void => {
    terminal.warn(sentence);
  };
  const progress = options.progress && terminal.isInteractive ? terminalProgress(warn) : noProgress;
  const colors = picocolors.createColors(color && file === null && terminal.hasColors);
  const reporter = reporterOf(format).create({ colors, target, kept, quiet, limit });
  const report = {
    name: 'report',
    wish: reporter.wish,
    hear: (event: AuditEvent) => {
      output.write(reporter.write(event));
    },
  };
  const bar = { name: 'progress bar', wish: COUNTS, hear: progress.show };
  const failures: unknown[] = [];
  const onFailure = (consumer: Consumer, error: unknown): void => {
    if (consumer === report) failures.push(error);
    else warn(`The ${consumer.name} has failed (${sentenceOf(error)}): the run goes on without it.`);
  };
  let result: RunResult | null = null;
  try {
    result = await fanOut(events, { consumers: [bar, report], stopped, onFailure });
  } catch (error) {
    if (!stopped()) failures.push(error);
  }
  await progress.stop();
  if (result === null || failures.length > 0) output.discard();
  else await output.finish();
  if (failures.length > 0) throw failures[0];
  return result;
}

import picocolors from 'picocolors';
import { endsSnapshot } from '../database/index.ts';
import type { AuditEvent, RunResult } from '../model/index.ts';
import { jsonReporter, textReporter, type Reporter, type TextOptions } from '../report/index.ts';
import { fileOutput, streamOutput } from './output.ts';
import { noProgress, terminalProgress } from './progress.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import type { Terminal } from './terminal.ts';

/** A run that is about to begin: its events, and whether somebody has stopped it. */
export interface ReportedRun {
  /** Called when the report can be written. */
  readonly events: () => AsyncIterable<AuditEvent>;
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
  options: ResolvedOptions,
  terminal: Terminal,
  target: TextOptions['target'],
): Promise<RunResult | null> {
  const output = options.output === null ? streamOutput(terminal.stdout) : fileOutput(options.output);
  const progress = options.progress && terminal.isInteractive ? terminalProgress() : noProgress;
  const reporter = reporterFor(options, terminal, target);
  let result: RunResult | null = null;
  try {
    for await (const event of events()) {
      if (stopped()) break;
      progress.show(event);
      output.write(reporter.write(event));
      if (event.type === 'run-finished') result = event.result;
    }
  } catch (error) {
    await progress.stop();
    output.discard();
    if (stopped()) return null;
    throw error;
  }
  await progress.stop();
  if (result === null) output.discard();
  else await output.finish();
  return result;
}

function reporterFor({ format, output, color, quiet }: ResolvedOptions, terminal: Terminal, target: TextOptions['target']): Reporter {
  if (format === 'json') return jsonReporter();
  return textReporter({
    colors: picocolors.createColors(color && output === null && terminal.hasColors),
    target,
    quiet,
  });
}

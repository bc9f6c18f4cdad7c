import { basename } from 'node:path';
import type { Consumer } from '../model/index.ts';
import { loadReporter, type Format, type ReportOptions } from '../report/index.ts';
import { fileOutput, streamOutput, type Output } from '../output.ts';
import { fileBeside } from './report-outputs.ts';
import type { Terminal } from './terminal.ts';

/** A report that is being written: it hears of the run, and has a place to go to. */
export interface WrittenReport {
  readonly consumer: Consumer;
  /** It is whole: it is handed over, after what it had no room for. */
  readonly finish: () => Promise<void>;
  /** It came to nothing: it leaves no trace. */
  readonly discard: () => void;
}

/** What sort of report, and where it goes: null is stdout. */
interface Written {
  readonly format: Format;
  readonly output: string | null;
  readonly limit: number | null;
}

/**
 * Begins a report.
 *
 * @throws UsageError when it cannot be written to its file
 */
export async function beginReport(
  name: string,
  { format, output, limit }: Written,
  options: Omit<ReportOptions, 'limit' | 'beside'>,
  terminal: Terminal,
): Promise<WrittenReport> {
  const file = fileBeside(format, output);
  const { create } = await loadReporter(format);
  const reporter = create({ ...options, limit, beside: file === null ? null : basename(file) });
  const place = output === null ? streamOutput(terminal.stdout, format === 'text' ? terminal.fit : undefined) : fileOutput(output);
  let beside: Output | null = null;
  return {
    consumer: {
      name,
      wish: reporter.wish,
      hear(event) {
        place.write(reporter.write(event));
        const further = reporter.overflow?.() ?? '';
        if (further === '' || file === null) return;
        // Few reports have no room for something: its file is there only then.
        beside ??= fileOutput(file);
        beside.write(further);
      },
    },
    async finish() {
      await beside?.finish();
      await place.finish(reporter.head?.());
    },
    discard() {
      beside?.discard();
      place.discard();
    },
  };
}

import type { Consumer } from '../../model/index.ts';
import { fileOutput } from '../../output.ts';
import { PLAIN_REPORT, reporterOf, type Format } from '../../report/index.ts';

/** A report of a run that is written to a file. */
export interface ReportFile {
  readonly consumer: Consumer;
  /** It is whole: it takes its place. */
  readonly finish: () => Promise<void>;
  /** It came to nothing: the file of the run before stays. */
  readonly discard: () => void;
}

/**
 * The reports that a job writes, by their form.
 *
 * @throws UsageError for a file that cannot be written
 */
export function reportFiles(report: Readonly<Record<string, string>>): readonly ReportFile[] {
  return Object.entries(report).map(([format, file]) => {
    const reporter = reporterOf(format as Format).create(PLAIN_REPORT);
    const place = fileOutput(file);
    return {
      consumer: { name: `report ${format}`, wish: reporter.wish, hear: (event) => place.write(reporter.write(event)) },
      finish: () => place.finish(reporter.head?.()),
      discard: () => place.discard(),
    };
  });
}

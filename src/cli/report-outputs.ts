import { UsageError } from '../errors.ts';
import { formOf, type Format } from '../report/index.ts';
import type { Outputs } from '../workspace/index.ts';
import type { ResolvedOptions } from './resolve-options.ts';

/**
 * Where the reports of a run go, by the flag that names it.
 *
 * @throws UsageError where two of them would go to stdout
 */
export function reportOutputs({ format, output, reports }: Pick<ResolvedOptions, 'format' | 'output' | 'reports'>): Outputs {
  const toStdout = reports.filter((report) => report.output === null).map(({ format }) => `--report ${format}=-`);
  if (toStdout.length > (output === null ? 0 : 1)) {
    const [first = '', second] = toStdout;
    throw new UsageError(
      'CONFLICTING_FLAGS',
      `Only one report can go to stdout: ${second === undefined ? `${first} needs --output FILE, as the report itself goes there` : `${first} and ${second} cannot both, so name a file for one of them`}.`,
    );
  }
  const all = [{ flag: '--output', format, output }, ...reports.map((report) => ({ flag: `--report ${report.format}`, ...report }))];
  return Object.fromEntries(
    all.flatMap((report) => [
      [report.flag, report.output],
      [`${report.flag} (what it has no room for)`, fileBeside(report.format, report.output)],
    ]),
  );
}

/** The file beside a report, for what it has no room for; null where it needs none, or is no file. */
export function fileBeside(format: Format, output: string | null): string | null {
  const { beside, extension } = formOf(format);
  if (beside === undefined || output === null) return null;
  return (output.endsWith(`.${extension}`) ? output.slice(0, -extension.length - 1) : output) + beside;
}

import { UsageError } from '../errors.ts';
import type { Outputs } from '../workspace/index.ts';
import type { ResolvedOptions } from './resolve-options.ts';

/**
 * Where the reports of a run go, by the flag that names it.
 *
 * @throws UsageError where two of them would go to stdout
 */
export function reportOutputs({ output, reports }: Pick<ResolvedOptions, 'output' | 'reports'>): Outputs {
  const toStdout = reports.filter((report) => report.output === null).map(({ format }) => `--report ${format}=-`);
  if (toStdout.length > (output === null ? 0 : 1)) {
    const [first = '', second] = toStdout;
    throw new UsageError(
      'CONFLICTING_FLAGS',
      `Only one report can go to stdout: ${second === undefined ? `${first} needs --output FILE, as the report itself goes there` : `${first} and ${second} cannot both, so name a file for one of them`}.`,
    );
  }
  return { '--output': output, ...Object.fromEntries(reports.map((report) => [`--report ${report.format}`, report.output])) };
}

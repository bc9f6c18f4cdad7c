import { audit, type AuditOptions } from '../../src/audit/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { printedLine, type Finding, type RunResult } from '../../src/model/index.ts';

/** A finding whose lines are as a terminal shows them. */
export type PrintedFinding = Omit<Finding, 'headline' | 'details'> & { readonly headline: string; readonly details: readonly string[] };

/** Findings with their lines as a terminal shows them. */
export function printedFindings(findings: readonly Finding[]): readonly PrintedFinding[] {
  return findings.map((finding) => ({ ...finding, headline: printedLine(finding.headline), details: finding.details.map(printedLine) }));
}

/** One audit as plain data. */
export interface Collected {
  readonly result: RunResult;
  readonly findings: readonly PrintedFinding[];
}

/** Audits through the library's door and keeps everything. */
export async function collect(url: string, options: Partial<AuditOptions> = {}): Promise<Collected> {
  const findings: PrintedFinding[] = [];
  let result: RunResult | undefined;
  const all: AuditOptions = { only: null, skip: [], user: null, includeDropped: false, list: true, limit: null, ...options };
  for await (const event of audit(parseDatabaseUrl(url), all)) {
    if (event.type === 'findings') findings.push(...printedFindings(event.findings));
    if (event.type === 'run-finished') result = event.result;
  }
  if (result === undefined) throw new Error('The audit did not finish.');
  return { result, findings };
}

/** Numbers of findings by check id. */
export function countsOf({ checks }: RunResult): Readonly<Record<string, number | null>> {
  return Object.fromEntries(checks.map(({ check, count }) => [check.id, count]));
}

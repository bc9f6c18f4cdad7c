import { audit, type AuditPorts, type AuditRequest } from '../../src/audit/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import type { FileSettings } from '../../src/files/index.ts';
import { printedLine, type Finding, type Rule, type RunResult } from '../../src/model/index.ts';
import { requireSentence } from './require-sentence.ts';

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

/** What a test has audited, and what it gives to the audit, in one. */
export type Wanted = Omit<AuditRequest, 'files'> & Omit<AuditPorts, 'manifest'> & { readonly files?: FileSettings };

/** The two apart, as the library takes them. */
export function requestAndPorts({ ownChecks, acknowledged, signal, clock, files, wish, ...request }: Wanted): [AuditRequest, AuditPorts] {
  const { manifest, ...places } = files ?? {};
  const ports = { ownChecks, acknowledged, clock, manifest, wish };
  const given = Object.fromEntries(Object.entries(ports).filter(([, port]) => port !== undefined)) as AuditPorts;
  return [
    { ...request, ...(files === undefined ? {} : { files: places }) },
    { ...given, signal },
  ];
}

/** Audits through the library's door and keeps everything; each finding must be a sentence. */
export async function collect(url: string, wanted: Wanted = {}): Promise<Collected> {
  const findings: PrintedFinding[] = [];
  let result: RunResult | undefined;
  let rules: readonly Rule[] = [];
  for await (const event of audit(parseDatabaseUrl(url), ...requestAndPorts(wanted))) {
    if (event.type === 'run-started') rules = event.run.checks;
    if (event.type === 'findings') {
      const rule = rules.find(({ id }) => id === event.check.id);
      if (rule !== undefined) for (const finding of event.findings) requireSentence(finding, rule);
      findings.push(...printedFindings(event.findings));
    }
    if (event.type === 'run-finished') result = event.result;
  }
  if (result === undefined) throw new Error('The audit did not finish.');
  return { result, findings };
}

/** Numbers of findings by check id. */
export function countsOf({ checks }: RunResult): Readonly<Record<string, number | null>> {
  return Object.fromEntries(checks.map(({ check, count }) => [check.id, count]));
}

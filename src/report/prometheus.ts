import { checksAtEnd, COUNTS, isComplete, remainingIssues, type AuditEvent, type CheckResult, type RunResult } from '../model/index.ts';
import { cut } from './cut.ts';
import { formOf } from './forms.ts';
import { defineReporter, type Reporter } from './reporter.ts';

/** Letters of a label's value. */
const LONGEST = 200;

/** A metric: its name without what all begin with, what it says, and its samples, each with its labels. */
interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly (readonly [labels: Labels, value: number])[];
}

type Labels = Readonly<Record<string, string>>;

/**
 * Numbers for Prometheus, as node_exporter's textfile collector reads them: by check, never by row. A check that gave no answer has no
 * number, which is NaN and not 0.
 */
export const prometheus = defineReporter({ ...formOf('prometheus'), create: prometheusReporter });

function prometheusReporter(): Reporter {
  return {
    wish: COUNTS,
    write: (event: AuditEvent) => (event.type === 'run-finished' ? metricsOf(event.result).map(textOf).join('') : ''),
  };
}

function metricsOf(result: RunResult): readonly Metric[] {
  const { start, durationMs, finishedAt } = result;
  const { database } = start;
  const of = { database: database.subject ?? database.name };
  const checks: readonly Pick<CheckResult, 'check' | 'count' | 'acknowledged' | 'durationMs'>[] = [
    ...checksAtEnd(result),
    ...start.leftOut.map((check) => ({ check, count: null, acknowledged: 0, durationMs: 0 })),
  ];
  const byCheck = (name: string, help: string, value: (check: (typeof checks)[number]) => number): Metric => ({
    name,
    help,
    samples: checks.map((each) => {
      const { id, group, severity } = each.check;
      return [{ ...of, check: id, group, severity }, value(each)];
    }),
  });
  const one = (name: string, help: string, value: number, labels: Labels = of): Metric => ({ name, help, samples: [[labels, value]] });
  return [
    one('info', 'What was audited, and with which version.', 1, { ...of, engine: database.engine, version: start.toolVersion }),
    one('issues', 'Findings of severity warning or above that are not acknowledged.', remainingIssues(result)),
    one('complete', 'Whether every synchronization check gave an answer.', Number(isComplete(result))),
    one('finished_timestamp_seconds', 'When the run ended.', Date.parse(finishedAt) / 1000),
    one('duration_seconds', 'How long the run took.', durationMs / 1000),
    byCheck('findings', 'Findings that are not acknowledged; NaN where the check gave no answer.', ({ count }) => count ?? NaN),
    byCheck('acknowledged_findings', 'Findings that are acknowledged.', ({ count, acknowledged }) => (count === null ? NaN : acknowledged)),
    byCheck('check_ran', 'Whether the check gave an answer.', ({ count }) => Number(count !== null)),
    byCheck('check_duration_seconds', 'How long the check took.', (each) => each.durationMs / 1000),
  ];
}

function textOf({ name, help, samples }: Metric): string {
  const full = `peerquest_audit_${name}`;
  const lines = samples.map(([labels, value]) => `${full}{${labelsText(labels)}} ${value}\n`);
  return lines.length === 0 ? '' : `# HELP ${full} ${help}\n# TYPE ${full} gauge\n${lines.join('')}`;
}

function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${cut(value, LONGEST).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)
    .join(',');
}

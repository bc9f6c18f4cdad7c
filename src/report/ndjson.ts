import { renderLine, sentencesOf, type AuditEvent, type CheckSummary, type Finding, type Line, type RunStart } from '../model/index.ts';
import { changeOf, checkOf, findingOf, headOf, planOf, resultOf, runOf, summaryOf } from './json-members.ts';
import { toJson } from './json.ts';
import { formOf } from './forms.ts';
import { defineReporter, toList, type Reporter, type ReportOptions } from './reporter.ts';
import type { EventShape } from './shapes.ts';

/**
 * What happened, one JSON object a line, for programs that read as they go. A line for each finding, whatever number of them the run told of at
 * once; those of a check that are acknowledged come after the others. What depends on the moment only is left out.
 */
export const ndjson = defineReporter({ ...formOf('ndjson'), create: ndjsonReporter });

function ndjsonReporter({ limit }: ReportOptions): Reporter {
  const notes: string[] = [];
  let acknowledged = '';
  let sentenceOf = sentencesOf([]);
  return {
    wish: toList(limit),
    write(event: AuditEvent): string {
      switch (event.type) {
        case 'run-started':
          sentenceOf = sentencesOf(event.run.checks);
          return lines(startOf(event.run));
        case 'check-started':
          return lines({ type: 'check-started', check: checkOf(event.check) });
        case 'findings':
          return lines(...event.findings.map((finding) => toldOf('finding', finding, sentenceOf(finding), event.check)));
        case 'acknowledged':
          acknowledged += lines(...event.findings.map((finding) => toldOf('acknowledged', finding, sentenceOf(finding), event.check)));
          return '';
        case 'check-finished': {
          const { check, ...result } = event.result;
          const text =
            acknowledged + lines({ type: 'check-finished', check: check.id, severity: check.severity, ...resultOf({ check, ...result }) });
          acknowledged = '';
          return text;
        }
        case 'plan-made':
          return lines({ type: 'plan-made', ...planOf(event.plan) });
        case 'note':
          notes.push(event.text);
          return lines({ type: 'note', text: event.text });
        case 'changes':
          return lines(...event.changes.map((change): EventShape => ({ type: 'change', ...changeOf(change) })));
        case 'run-finished':
          return lines({ type: 'run-finished', run: runOf(event.result), summary: summaryOf(event.result, notes) });
        case 'keys':
        case 'still-there':
        case 'working':
        case 'totals-started':
        case 'verification-started':
        case 'run-failed':
          return '';
      }
    },
  };
}

function lines(...events: readonly EventShape[]): string {
  return events.map((event) => `${toJson(event)}\n`).join('');
}

function startOf(start: RunStart): EventShape {
  const { id, mode, startedAt, user, warnings, host, address, checks, leftOut } = start;
  const { database, ...head } = headOf(start);
  const rules = checks.map(({ invariant, why, advice, repair, causes, page, ...check }) => {
    return { ...checkOf(check), invariant, why, advice, repair, causes, page };
  });
  return {
    type: 'run-started',
    ...head,
    run: { id, mode, startedAt, user, warnings, host, address, database, checks: rules, leftOut: leftOut.map(checkOf) },
  };
}

/** A finding by itself: with its check, and its lines as texts. */
function toldOf(type: 'finding' | 'acknowledged', finding: Finding, sentence: Line, { id, severity }: CheckSummary): EventShape {
  const { headline, details } = finding;
  const texts = { headline: renderLine(headline, String), details: details.map((detail) => renderLine(detail, String)) };
  return { type, check: id, severity, ...findingOf(finding, sentence), ...texts };
}

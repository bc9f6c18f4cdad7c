import { remainingIssues, verdictOf, type RunResult, type Verdict } from '../model/index.ts';
import { plural } from './plural.ts';

/** How a run ended, for a person whose report is elsewhere. */
export function inOneSentence(result: RunResult): string {
  const { repair, start } = result;
  const verdict = verdictOf(result);
  const issues = inWords(verdict, remainingIssues(result));
  if (repair === null) return `${issues}.`;
  const what = start.mode === 'undo' ? 'undone' : 'made';
  const changes = repair.preview
    ? `${plural(repair.plan.changes, 'change')} would be ${what}`
    : `${plural(repair.applied.changes, 'change')} ${what}`;
  const left = repair.preview ? issues : `${issues} ${verdict.kind === 'issues' || verdict.kind === 'resolved' ? 'left' : ''}`.trimEnd();
  return `${changes}, ${left}${repair.stoppedBy === null ? '' : '; stopped early'}.`;
}

function inWords({ kind }: Verdict, remaining: number): string {
  switch (kind) {
    case 'incomplete':
      return 'the audit is incomplete';
    case 'nothing-ran':
      return 'no check could look at anything';
    case 'issues':
      return plural(remaining, 'issue');
    case 'notes':
      return 'no issues, only findings for information';
    case 'acknowledged':
      return 'no issues besides what is acknowledged';
    case 'resolved':
    case 'healthy':
      return 'no issues';
  }
}

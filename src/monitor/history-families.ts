import type { CheckFigures, Figures, LastRun, RunEnding } from '../history/index.ts';
import type { RunMode } from '../model/index.ts';
import { counter, gauge, type Family, type Sample } from './family.ts';
import type { KnownCheck } from './sources.ts';
import type { StoreFacts } from './store-facts.ts';

const MODES: readonly RunMode[] = ['audit', 'dry-run', 'fix', 'undo'];
const ENDINGS: readonly RunEnding[] = ['clean', 'issues', 'failed'];

const seconds = (iso: string): number => Date.parse(iso) / 1000;

/** What the histories say, by database: of every known check, also where none was looked at yet. */
export function historyFamilies({ histories }: StoreFacts, checks: readonly KnownCheck[]): readonly Family[] {
  return [...findingFamilies(histories, checks), ...runFamilies(histories)];
}

function findingFamilies(histories: StoreFacts['histories'], checks: readonly KnownCheck[]): readonly Family[] {
  const looks = [...histories].flatMap(([database, figures]) =>
    checks.map((check) => ({ database, check, known: figures?.checks.find((one) => one.check === check.id) ?? null })),
  );
  const labels = ['database', 'check'];
  const samples = (value: (known: CheckFigures) => number | null): readonly Sample[] =>
    looks.flatMap(({ database, check, known }) => {
      const number = known === null ? null : value(known);
      return number === null ? [] : [{ labels: { database, check: check.id }, value: number }];
    });
  return [
    gauge(
      'findings',
      'Findings that count, as the last look at the check that gave an answer had them; 0 where there was none yet.',
      ['database', 'check', 'severity'],
      looks.map(({ database, check, known }) => ({
        labels: { database, check: check.id, severity: known?.answer?.severity ?? check.severity },
        value: known?.answer?.found ?? 0,
      })),
    ),
    gauge(
      'acknowledged_findings',
      'Findings that somebody acknowledged, as that look had them.',
      labels,
      looks.map(({ database, check, known }) => ({ labels: { database, check: check.id }, value: known?.answer?.acknowledged ?? 0 })),
    ),
    gauge(
      'oldest_open_finding_timestamp_seconds',
      'When the oldest finding that is there, and not acknowledged, was found first.',
      labels,
      samples(({ oldestSince }) => (oldestSince === null ? null : seconds(oldestSince))),
    ),
    gauge(
      'check_last_answer_timestamp_seconds',
      'When the last look at the check that gave an answer ended.',
      labels,
      samples(({ answer }) => (answer === null ? null : seconds(answer.at))),
    ),
    gauge(
      'check_could_not_run',
      '1 where the last look at the check gave no answer.',
      labels,
      samples(({ outcome }) => (outcome === 'could-not-run' ? 1 : 0)),
    ),
    gauge(
      'check_duration_seconds',
      'How long the last look at the check took that gave an answer.',
      labels,
      samples(({ answer }) => (answer === null ? null : answer.durationMs / 1000)),
    ),
    gauge(
      'check_examined_rows',
      'Rows that this look went through, where it is known.',
      labels,
      samples(({ answer }) => answer?.examined ?? null),
    ),
  ];
}

function runFamilies(histories: StoreFacts['histories']): readonly Family[] {
  const all = [...histories];
  const labels = ['database', 'mode'];
  const ofRuns = (which: 'last' | 'lastSuccess', value: (run: LastRun) => number, modes: readonly RunMode[] = MODES): readonly Sample[] =>
    all.flatMap(([database, figures]) =>
      (figures?.[which] ?? [])
        .filter(({ mode }) => modes.includes(mode))
        .map((run) => ({ labels: { database, mode: run.mode }, value: value(run) })),
    );
  const counted = (figures: Figures | null, mode: RunMode, ending: RunEnding) =>
    figures?.runs.find((one) => one.mode === mode && one.ending === ending) ?? { runs: 0, changes: 0, fixed: 0 };
  const total = (figures: Figures | null, mode: RunMode, what: 'changes' | 'fixed'): number =>
    ENDINGS.reduce((sum, ending) => sum + counted(figures, mode, ending)[what], 0);
  return [
    counter(
      'runs',
      'Runs, by what they did and how they ended.',
      ['database', 'mode', 'result'],
      all.flatMap(([database, figures]) =>
        MODES.flatMap((mode) =>
          ENDINGS.map((result) => ({ labels: { database, mode, result }, value: counted(figures, mode, result).runs })),
        ),
      ),
    ),
    counter(
      'changes',
      'Changes that repairs and undos made.',
      labels,
      all.flatMap(([database, figures]) =>
        (['fix', 'undo'] as const).map((mode) => ({ labels: { database, mode }, value: total(figures, mode, 'changes') })),
      ),
    ),
    counter(
      'findings_fixed',
      'Findings that were gone after a repair.',
      ['database'],
      all.map(([database, figures]) => ({ labels: { database }, value: total(figures, 'fix', 'fixed') })),
    ),
    gauge(
      'last_run_timestamp_seconds',
      'When the last run ended.',
      labels,
      ofRuns('last', (run) => seconds(run.finishedAt)),
    ),
    gauge(
      'last_success_timestamp_seconds',
      'When the last run ended that gave an answer, with findings or without.',
      labels,
      ofRuns('lastSuccess', (run) => seconds(run.finishedAt)),
    ),
    gauge(
      'last_run_duration_seconds',
      'How long the last run took.',
      labels,
      ofRuns('last', (run) => run.durationMs / 1000),
    ),
    gauge(
      'last_run_exit_code',
      'How the last run ended: 0 well, 1 with findings, another number without an answer.',
      labels,
      ofRuns('last', (run) => run.exitCode),
    ),
    gauge(
      'last_plan_changes',
      'Changes that the last preview of a repair planned.',
      ['database'],
      ofRuns('last', (run) => run.changes, ['dry-run']).map(({ labels: { database = '' }, value }) => ({ labels: { database }, value })),
    ),
  ];
}

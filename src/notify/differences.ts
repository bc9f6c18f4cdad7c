import type { ComparedFinding, Histories, OpenFinding, RecordedRun, Said } from '../history/index.ts';
import type { SentenceRule } from '../model/index.ts';
import { toldSentence } from '../report/index.ts';
import { findingSaid, redactSaid } from '../service/index.ts';
import type { Differences, KnownFindings, SeenCheck } from './known-findings.ts';

/** More findings than these are counted only: to compare them takes memory for each. */
const MOST_COMPARED = 20_000;
/** First findings that any channel may be told. */
const MOST_TOLD = 20;

/** What the run's checks say that their findings are, by check. */
type Rules = ReadonlyMap<string, SentenceRule>;

/** A finding that is new or there again, with names and without. */
interface FirstOfThem {
  readonly check: string;
  readonly what: 'new' | 'returned';
  readonly named: string;
  readonly unnamed: string;
}

/** Which findings a run met that the runs before it had not, and the other way round. */
export interface DifferingFindings {
  readonly counts: ReadonlyMap<string, Differences>;
  readonly first: readonly FirstOfThem[];
}

/** Compares what a run has seen with the runs that looked at each check before: of checks of which both listed all. */
export async function differencesOf(
  history: Histories,
  known: KnownFindings,
  run: RecordedRun,
  seen: readonly SeenCheck[],
  earlier: readonly RecordedRun[],
  rules: Rules,
): Promise<DifferingFindings> {
  const counts = new Map<string, Differences>();
  const first: FirstOfThem[] = [];
  const bases = new Map<number, Set<string>>();
  for (const { check, count } of seen) {
    const before = Object.hasOwn(known.checks, check) ? known.checks[check] : undefined;
    if (count === null || before === undefined || count + before.count > MOST_COMPARED) continue;
    bases.set(before.run, (bases.get(before.run) ?? new Set()).add(check));
  }
  for (const [number, checks] of bases) {
    const base = earlier.find((one) => one.number === number);
    if (base === undefined) continue;
    const { compared, findings } = await history.compare(base, run);
    for (const check of compared) if (checks.has(check)) counts.set(check, countsOf(findings.filter((one) => one.check === check)));
    for (const finding of findings) {
      if (first.length >= MOST_TOLD) break;
      const told = checks.has(finding.check) ? toldOf(finding, rules) : null;
      if (told !== null) first.push(told);
    }
  }
  // Where nothing is there to compare with, all that is there is new.
  return { counts, first: bases.size === 0 ? await firstOpen(history, run, seen, rules) : first };
}

async function firstOpen(
  history: Histories,
  run: RecordedRun,
  seen: readonly SeenCheck[],
  rules: Rules,
): Promise<DifferingFindings['first']> {
  const checks = seen.flatMap(({ check, count }) => (count !== null && count > 0 ? [check] : []));
  if (checks.length === 0) return [];
  const subject = await history.subject(run.subject);
  for await (const some of history.open(subject, { checks, acknowledged: false })) {
    return some.slice(0, MOST_TOLD).map(({ check, fingerprint, said }) => firstOf('new', { check, fingerprint, said }, rules));
  }
  return [];
}

function countsOf(findings: readonly ComparedFinding[]): Differences {
  const count = (what: ComparedFinding['what']): number => findings.filter((finding) => finding.what === what).length;
  return { appeared: count('new'), returned: count('returned'), resolved: count('resolved') };
}

function toldOf({ what, check, fingerprint, after }: ComparedFinding, rules: Rules): FirstOfThem | null {
  if ((what !== 'new' && what !== 'returned') || after === null) return null;
  return firstOf(what, { check, fingerprint, said: after }, rules);
}

function firstOf(
  what: FirstOfThem['what'],
  { check, fingerprint, said }: Pick<OpenFinding, 'check' | 'fingerprint' | 'said'>,
  rules: Rules,
): FirstOfThem {
  const sentence = (told: Said): string => toldSentence(findingSaid(check, fingerprint, told), rules.get(check) ?? null);
  return { check, what, named: sentence(said), unnamed: sentence(redactSaid(check, fingerprint, said)) };
}

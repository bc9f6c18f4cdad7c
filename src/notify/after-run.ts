import type { AlertState, RecordedRun } from '../history/index.ts';
import { EXIT, type Rule } from '../model/index.ts';
import type { CheckChange, FindingsDigest } from './digest.ts';
import { differencesOf, type DifferingFindings } from './differences.ts';
import { lookedAgain, NOTHING_KNOWN, type KnownFindings, type SeenCheck } from './known-findings.ts';
import { outsideName } from './outside-name.ts';
import { publish, type AlertPorts, type Told } from './publish.ts';

/** Runs before one of which is told at most: what ran while nobody did. */
const MOST_MISSED = 100;

/**
 * Tells what a run has changed, and runs before it of which nobody has told: whoever comes first tells, once. A run that was narrowed to a person
 * says nothing of what there is, and changes nothing.
 *
 * @throws UsageError where the run is not in the history
 */
export async function alertsAfterRun(ports: AlertPorts, runId: string): Promise<void> {
  const { history, alertStates } = ports.store;
  const last = await history.find(runId, null);
  if (outsideName(last.subject) !== last.subject) await nowKnown(ports, last);
  for (;;) {
    const state = await alertStates.of(topicOfRuns(last.subject));
    const runs = (await history.runs({ subject: last.subject, limit: MOST_MISSED }))
      .filter(({ number, username }) => number <= last.number && username === null)
      .sort((one, other) => one.number - other.number);
    const run = runs.find(({ number }) => (state === null ? number === last.number : number > knownIn(state).run));
    if (run === undefined) return;
    const earlier = runs.filter(({ number }) => number < run.number);
    const known = state === null ? await silently(ports, earlier.at(-1)) : knownIn(state);
    await tell(ports, { state, known, run, earlier });
  }
}

/**
 * Tells of runs of which nobody has told: a process was killed in between, or a command ran without telling.
 *
 * @param isBeginning what is there of databases of which nothing was ever told is taken note of, and not told
 */
export async function alertsSince(ports: AlertPorts, isBeginning: boolean): Promise<void> {
  const { history, alertStates } = ports.store;
  for (const { name } of await history.subjects()) {
    const state = await alertStates.of(topicOfRuns(name));
    const run = (await history.runs({ subject: name, limit: MOST_MISSED })).find(({ username }) => username === null);
    if (run === undefined || (state !== null && knownIn(state).run >= run.number)) continue;
    if (state === null && isBeginning) await takeNote(ports, run);
    else await alertsAfterRun(ports, run.id);
  }
}

async function takeNote(ports: AlertPorts, run: RecordedRun): Promise<void> {
  const known = await silently(ports, run);
  const isBad = Object.values(known.checks).some(({ count }) => count > 0);
  const state = { topic: topicOfRuns(run.subject), state: { about: known, reminded: {} }, isBad, toldAt: ports.clock().toISOString() };
  await publish(ports, null, state, () => null);
}

/** Tells of a run that could not even begin: it is in no history. */
export async function alertOfFailedRun(ports: AlertPorts, subject: string, sentence: string): Promise<void> {
  const topic = topicOfRuns(subject);
  for (;;) {
    const state = await ports.store.alertStates.of(topic);
    const known = state === null ? NOTHING_KNOWN : knownIn(state);
    if (known.trouble !== null) return;
    const at = ports.clock().toISOString();
    const digest: FindingsDigest = {
      ...{ type: 'findings', isReminder: false, database: outsideName(subject), subject, at, run: null, totals: null },
      ...{ changes: [], first: [], trouble: { news: 'run-failed', isBad: true, sentence } },
    };
    const next = { topic, state: { about: { ...known, trouble: sentence }, reminded: {} }, isBad: true, toldAt: at };
    if (await publish(ports, state, next, () => digest)) return;
  }
}

/** A database without a name that could not even be reached was not known by its identity: now it is. */
async function nowKnown(ports: AlertPorts, { id, mode, startedAt, subject }: RecordedRun): Promise<void> {
  const state = await ports.store.alertStates.of(topicOfRuns(UNKNOWN_SUBJECT));
  if (state?.isBad !== true) return;
  const at = ports.clock().toISOString();
  const digest: FindingsDigest = {
    ...{ type: 'findings', isReminder: false, database: outsideName(subject), subject, at, totals: null, changes: [], first: [] },
    run: { id, mode, startedAt },
    trouble: { news: 'run-failed', isBad: false, sentence: 'The database can be reached again.' },
  };
  await publish(ports, state, { ...state, state: { about: NOTHING_KNOWN, reminded: {} }, isBad: false, toldAt: at }, () => digest);
}

/** What a database is called that has no name, while nothing else is known of it. */
export const UNKNOWN_SUBJECT = 'unknown';

const TOPIC = 'runs:';

function topicOfRuns(subject: string): string {
  return `${TOPIC}${subject}`;
}

/** Which subject's runs a state is about; null for one about something else. */
export function subjectOfTopic(topic: string): string | null {
  return topic.startsWith(TOPIC) ? topic.slice(TOPIC.length) : null;
}

/** What a state about runs holds. */
export function knownIn({ state }: AlertState): KnownFindings {
  return (state as Told<KnownFindings>).about;
}

/** What was there before anybody told of it. */
async function silently(ports: AlertPorts, run: RecordedRun | undefined): Promise<KnownFindings> {
  if (run === undefined) return NOTHING_KNOWN;
  const { checks } = lookedAgain(NOTHING_KNOWN, run.number, await seenBy(ports, run, await contentOf(ports, run)), new Map());
  return { run: run.number, checks, trouble: null };
}

interface Telling {
  readonly state: AlertState | null;
  readonly known: KnownFindings;
  readonly run: RecordedRun;
  readonly earlier: readonly RecordedRun[];
}

/** What a run has changed, and what is known after it. */
interface Change {
  readonly next: KnownFindings;
  /** Null where nothing is to be told. */
  readonly digest: ((personal: boolean) => FindingsDigest) | null;
  readonly at: string;
}

async function changeBy(ports: AlertPorts, { known, run, earlier }: Omit<Telling, 'state'>): Promise<Change> {
  const content = await contentOf(ports, run);
  const seen = await seenBy(ports, run, content);
  const different = await differencesOf(ports.store.history, known, run, seen, earlier, content.rules);
  const { checks, changes } = lookedAgain(known, run.number, seen, different.counts);
  const trouble = troubleOf(run, content.backup);
  const isTold = changes.length > 0 || (trouble === null) !== (known.trouble === null);
  const at = ports.clock().toISOString();
  const digest = digestOf(run, { at, known, trouble, backup: content.backup, changes });
  return {
    next: { run: run.number, checks, trouble },
    digest: isTold ? (personal) => ({ ...digest, first: firstOf(different, personal) }) : null,
    at,
  };
}

async function tell(ports: AlertPorts, { state, ...about }: Telling): Promise<void> {
  const { next, digest, at } = await changeBy(ports, about);
  const isNews = digest !== null || state === null;
  await publish(
    ports,
    state,
    {
      topic: topicOfRuns(about.run.subject),
      state: { about: next, reminded: isNews ? {} : (state.state as Told<unknown>).reminded },
      isBad: next.trouble !== null || Object.values(next.checks).some(({ count }) => count > 0),
      toldAt: isNews ? at : state.toldAt,
    },
    ({ personal }) => digest?.(personal) ?? null,
  );
}

/** What a run has changed against the one before it, whatever has been told since; null for nothing. */
export async function digestOfRun(ports: AlertPorts, run: RecordedRun, personal: boolean): Promise<FindingsDigest | null> {
  const earlier = (await ports.store.history.runs({ subject: run.subject, limit: MOST_MISSED })).filter(
    ({ number, username }) => number < run.number && username === null,
  );
  const [before] = earlier.sort((one, other) => other.number - one.number);
  const { digest } = await changeBy(ports, { known: await silently(ports, before), run, earlier });
  return digest?.(personal) ?? null;
}

function firstOf({ first }: DifferingFindings, personal: boolean): FindingsDigest['first'] {
  return first.map(({ check, what, named, unnamed }) => ({ check, what, headline: personal ? named : unnamed }));
}

interface Content {
  /** What the database is called as a backup; null for one that is none. */
  readonly backup: string | null;
  readonly rules: ReadonlyMap<string, Rule>;
}

/** What a run said of itself; only its counts may be left. */
async function contentOf({ store }: AlertPorts, run: RecordedRun): Promise<Content> {
  const content = await store.history.content(run);
  const data = content?.data as { start?: { database?: { backup?: string } } } | undefined;
  return {
    backup: data?.start?.database?.backup ?? null,
    rules: new Map(((content?.rules ?? []) as readonly Rule[]).map((rule) => [rule.id, rule])),
  };
}

async function seenBy({ store }: AlertPorts, run: RecordedRun, { rules }: Content): Promise<readonly SeenCheck[]> {
  const looks = (await store.history.looks([run])).get(run.id) ?? [];
  // What was there after a repair counts.
  const last = new Map(looks.map((look) => [look.check, look]));
  return [...last.values()].map(({ check, severity, count }) => {
    const { group = 'own', title = check } = rules.get(check) ?? {};
    return { check, group, title, severity, count };
  });
}

/** Why a run is none to rely on, or a backup is unfit, a sentence; null where all is well. */
function troubleOf({ state, exitCode, findings, id }: RecordedRun, backup: string | null): string | null {
  const failed = state === 'failed' || exitCode === EXIT.failed;
  if (backup !== null) {
    if (failed) return `The backup "${backup}" is unfit: its audit failed.`;
    return findings.critical > 0 ? `The backup "${backup}" is unfit: ${findings.critical} critical.` : null;
  }
  return failed ? `Run ${id.slice(0, 8)} failed, or could not look at everything.` : null;
}

function digestOf(
  { id, mode, startedAt, findings, subject }: RecordedRun,
  about: {
    readonly at: string;
    readonly known: KnownFindings;
    readonly trouble: string | null;
    readonly backup: string | null;
    readonly changes: readonly CheckChange[];
  },
): FindingsDigest {
  const { at, known, trouble, backup, changes } = about;
  const isNews = (trouble === null) !== (known.trouble === null);
  const well = backup === null ? 'Runs come to their end again.' : `The backup "${backup}" is fit again.`;
  return {
    ...{ type: 'findings', isReminder: false, database: outsideName(subject), subject, at },
    run: { id, mode, startedAt },
    totals: findings,
    changes,
    first: [],
    trouble: isNews ? { news: backup === null ? 'run-failed' : 'backup', isBad: trouble !== null, sentence: trouble ?? well } : null,
  };
}

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { settingsWord, type KnownLook } from '../../src/history/check-states.ts';
import type { Store } from '../../src/history/index.ts';
import { MetFindings } from '../../src/history/met-findings.ts';
import type { RecordedLook, Recording } from '../../src/history/recording.ts';
import type { Finding } from '../../src/model/index.ts';
import { describeEngines, THREE_ENGINES } from '../support/databases.ts';
import { isThorough } from '../support/thorough.ts';
import { plainStep, step, World, type Step } from './episode-steps.ts';
import { NaiveEpisodes, type NaiveFinding, type NaiveLook } from './naive-episodes.ts';
import { madeFinding, madeLook, meet, minuteOf, recordingOf, type MadeFinding } from './recordings.ts';
import { newStore, type OpenedStore } from './stores.ts';

/** Sequences that share a store: what is pruned is sought among all of its subjects. */
const SEQUENCES_PER_STORE = 50;

/**
 * A repair of what an audit has just recorded; one that is forgotten before it is taken back; and what one person's audit under other settings
 * has seen between two audits that met the same.
 */
const EXAMPLES: [Step[]][] = [
  [[plainStep({ changes: [{ check: 'one', id: 1, what: 'appears' }] }), plainStep({ does: { is: 'repair', ids: [1] } })]],
  [
    [
      plainStep({ changes: [{ check: 'one', id: 1, what: 'appears' }], does: { is: 'repair', ids: [1] } }),
      plainStep({ does: { is: 'prune', share: 1 } }),
      plainStep({ does: { is: 'undo' } }),
    ],
  ],
  [
    [
      plainStep({ changes: [{ check: 'one', id: 4, what: 'appears' }] }),
      plainStep({ user: 'ann', settings: 'dropped' }),
      plainStep(),
      plainStep({ changes: [{ check: 'one', id: 4, what: 'goes' }] }),
    ],
  ],
];

/** A run that the store was told of. */
interface Told {
  readonly id: string;
  readonly startedAt: string;
  readonly looks: readonly NaiveLook[];
  readonly isPruned: boolean;
}

const madeOf = ({ id, user, title, evidence, acknowledged }: NaiveFinding): MadeFinding => ({
  ...{ id, user, title, acknowledged },
  actual: { value: evidence },
});

const MODES = { audit: 'audit', repair: 'fix', undo: 'undo', prune: 'audit' } as const;
let runs = 0;

/** A run that looks as the step says, and what the model is told of it. */
async function lookAt(
  world: World,
  subject: string,
  one: Step,
  before: ReadonlyMap<string, KnownLook>,
): Promise<{ readonly recording: Recording; readonly looks: readonly NaiveLook[] }> {
  const startedAt = minuteOf(++runs - (one.isLate ? 5000 : 0));
  const known = new Map([...before].filter(([, look]) => look.settings === settingsWord(one.settings)));
  const met = new MetFindings({
    block: 2,
    wish: () => ({ version: '1', saysByItself: true, dated: undefined }),
    known: ({ check, part }) => (part === 0 && one.user === null ? (known.get(check)?.digests ?? []) : []),
  });
  const looks: NaiveLook[] = [];
  const recorded: RecordedLook[] = [];
  const parts = one.does.is === 'repair' ? ([0, 1] as const) : ([0] as const);
  for (const [part, check] of parts.flatMap((each) => ['one', 'two'].map((name) => [each, name] as const))) {
    if (part === 1 && check === 'one' && one.does.is === 'repair') world.mend(one.does.ids);
    if (one.only !== null && one.only !== check) continue;
    const found = world.found(check, one);
    const fails = one.fails === check;
    const told = fails || one.detail === 'counts' ? [] : found.slice(0, one.limit ?? found.length);
    await meet(met, { check, part }, told.map(madeOf));
    const isWhole = !fails && told.length === found.length;
    const extent = !isWhole ? (told.length > 0 ? 'part' : 'none') : one.user === null ? 'all' : 'user';
    const inOrder = [...told.filter((each) => !each.acknowledged), ...told.filter((each) => each.acknowledged)];
    looks.push({ check, part, lookedAt: startedAt, met: inOrder, extent, settings: one.settings, user: one.user });
    recorded.push(madeLook({ check, part, lookedAt: startedAt, extent, count: fails ? null : found.length }));
  }
  await met.end();
  const recording = recordingOf(
    { number: runs, subject, startedAt, user: one.user, looks: recorded, met },
    {
      mode: MODES[one.does.is],
      detail: one.detail,
      settings: one.settings,
      comparedWith: one.user === null ? new Map([...known].map(([check, { written }]) => [check, written])) : new Map(),
    },
  );
  return { recording, looks };
}

/** Holds what is told of the first and the last of some runs against what they met. */
async function compareAll(store: Store, told: readonly Told[]): Promise<void> {
  const [first, last] = [told[0], told.at(-1)];
  if (first === undefined || last === undefined || first === last) return;
  const both = [await store.history.find(first.id, null), await store.history.find(last.id, null)] as const;
  const { compared, findings, still } = await store.history.compare(...both);
  const metBy = (looks: readonly NaiveLook[]): ReadonlyMap<string, NaiveFinding> =>
    new Map(
      looks
        // After a repair counts what was there after it.
        .filter(({ check, part }) => compared.includes(check) && !looks.some((other) => other.check === check && other.part > part))
        .flatMap(({ check, met }) => met.map((finding) => [`${check} ${finding.id}`, finding] as const)),
    );
  const [before, after] = [metBy(first.looks), metBy(last.looks)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const expected = names.flatMap((name) => {
    const [one, other] = [before.get(name), after.get(name)];
    if (one === undefined) return [`there ${name}`];
    if (other === undefined) return [`resolved ${name}`];
    return one.evidence === other.evidence ? [] : [`changed ${name}`];
  });
  const found = findings.map(({ what, check, before: one, after: other }) => {
    const key = (one ?? other)?.key['rowId'];
    return `${what === 'new' || what === 'returned' ? 'there' : what} ${check} ${String(key)}`;
  });
  expect(found.sort()).toEqual(expected.sort());
  expect(still).toBe(names.filter((name) => before.has(name) && after.has(name)).length);
}

/** Holds what is open against the model, by each of the ways to it. */
async function compareOpen({ store, database }: OpenedStore, subject: string, model: NaiveEpisodes): Promise<void> {
  const open = await database.query(
    `select w.word as check_id, s.since as since from peerquest_audit_span s
     join peerquest_audit_subject u on u.id = s.subject_id
     join peerquest_audit_word w on w.subject_id = s.subject_id and w.word_no = s.check_no
     where u.name = '${subject}' and s.ended is null`,
  );
  expect(open.map(({ check_id, since }) => `${String(check_id)} ${String(since)}`).sort()).toEqual(
    [...model.open].map(([name, { since }]) => `${name.split(' ')[0] ?? ''} ${since}`).sort(),
  );
  if (model.open.size === 0) return;
  const ofSubject = await store.history.subject(subject);
  const there: string[] = [];
  for await (const page of store.history.open(ofSubject, {})) {
    for (const { check, said } of page) there.push(`${check} ${String(said.key['rowId'])}`);
  }
  expect(there.sort()).toEqual([...model.open.keys()].sort());
  expect(await store.history.countOpen(ofSubject, {})).toBe(model.open.size);
}

/** Holds what is told of each run again against what it met: nothing, where it was forgotten. */
async function compareRuns(store: Store, told: readonly Told[]): Promise<void> {
  for (const { id, looks, isPruned } of told) {
    const run = await store.history.find(id, null);
    expect((await store.history.content(run)) === null).toBe(isPruned);
    for (const { check, part, met, extent } of looks) {
      const replayed: Finding[] = [];
      for await (const some of store.history.findings(run, check, part)) {
        replayed.push(...some.map(({ said, fingerprint }) => ({ check, fingerprint, ...said }) as Finding));
      }
      // Those that are acknowledged are told apart from those that count, each in the order of their keys.
      for (const acknowledged of [false, true]) {
        const expected = extent === 'none' ? [] : met.filter((one) => one.acknowledged === acknowledged);
        expect(replayed.filter(({ acknowledgement }) => (acknowledgement !== undefined) === acknowledged)).toEqual(
          expected.map((one) => madeFinding(check, madeOf(one))),
        );
      }
    }
  }
}

/** Forgets what runs before one of them said, in the store and in the model; gives what is known of them then. */
async function prune(store: Store, model: NaiveEpisodes, told: readonly Told[], share: number): Promise<readonly Told[]> {
  const before = told[Math.floor(share * told.length)]?.startedAt ?? minuteOf(runs + 1);
  const next = told.findIndex(({ startedAt }) => startedAt >= before);
  const last = next < 0 ? told.length : next;
  const planned = await store.history.prune(before, { journal: false, dryRun: true });
  expect(await store.history.prune(before, { journal: false, dryRun: false })).toEqual(planned);
  expect(await store.history.prune(before, { journal: false, dryRun: true })).toEqual({ runs: 0, findings: 0, journals: 0 });
  model.prune(last);
  return told.map((run, index) =>
    index < last ? { ...run, isPruned: true, looks: run.looks.map((look) => ({ ...look, extent: 'none' as const })) } : run,
  );
}

describeEngines('episodes in a store', { empty: true, engines: THREE_ENGINES }, (database) => {
  it('are as a naive model has them, and every run is told again as it was', { timeout: 3_600_000 }, async () => {
    const { engine } = database();
    let opened = await newStore(engine);
    const drop = async (): Promise<void> => {
      await opened.store.close();
      await opened.database.drop();
    };
    let sequences = 0;
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
          if (++sequences % SEQUENCES_PER_STORE === 0) {
            await drop();
            opened = await newStore(engine);
          }
          const { store } = opened;
          const subject = `subject ${sequences} ${runs}`;
          const world = new World();
          const model = new NaiveEpisodes();
          let told: readonly Told[] = [];
          for (const one of steps) {
            world.change(one);
            if (one.does.is === 'undo') world.undo();
            if (one.does.is === 'prune') told = await prune(store, model, told, one.does.share);
            else {
              const { recording, looks } = await lookAt(world, subject, one, await store.history.known([subject]));
              const counted = looks.map((look) => (model.isLate(look) ? { ...look, extent: 'none' as const } : look));
              const number = told.length + 1;
              expect(await store.history.record(recording)).toEqual({ number, ...model.enter(number, looks) });
              recording.met.drop();
              told = [...told, { id: recording.id, startedAt: recording.startedAt, looks: counted, isPruned: false }];
            }
            await compareOpen(opened, subject, model);
          }
          await compareAll(store, told);
          await compareRuns(store, told);
        }),
        { examples: EXAMPLES, numRuns: isThorough ? 1000 : engine === 'sqlite' ? 40 : 10 },
      );
    } finally {
      await drop();
    }
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { settingsWord, type KnownLook } from '../../src/history/check-states.ts';
import type { Store } from '../../src/history/index.ts';
import { MetFindings } from '../../src/history/met-findings.ts';
import { hash48 } from '../../src/history/packed.ts';
import type { RecordedLook, Recording } from '../../src/history/recording.ts';
import { fingerprint, line, type Finding } from '../../src/model/index.ts';
import { createDatabase, type EngineName, type TestDatabase } from '../support/databases.ts';
import { isThorough } from '../support/thorough.ts';
import { openedStore, runId } from './fixtures.ts';
import { NaiveEpisodes, type NaiveFinding, type NaiveLook } from './naive-episodes.ts';

const engines = ['sqlite', 'postgresql', 'mariadb'] as const satisfies readonly EngineName[];
const USERS = ['ann', 'ben'];

/** What happens between two runs, and how the next one looks. */
const step = fc.record({
  changes: fc.array(
    fc.record({
      check: fc.constantFrom('one', 'two'),
      id: fc.integer({ min: 1, max: 6 }),
      what: fc.constantFrom('appears', 'goes', 'evidence', 'title', 'acknowledged'),
    }),
    { maxLength: 5 },
  ),
  detail: fc.constantFrom('findings', 'findings', 'findings', 'counts'),
  only: fc.constantFrom(null, null, 'one', 'two'),
  user: fc.constantFrom(null, null, null, ...USERS),
  settings: fc.constantFrom('plain', 'plain', 'further'),
  limit: fc.constantFrom(null, null, null, 1, 2),
  fails: fc.constantFrom(null, null, null, null, 'one'),
  /** What a repair mends; null for an audit. */
  repairs: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 }) },
  ),
  isLate: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A repair of what an audit has just recorded. */
const REPAIRED_AS_BEFORE: Step[] = [
  { changes: [{ check: 'one', id: 1, what: 'appears' }], repairs: null },
  { changes: [], repairs: [1] },
].map(
  (one) => ({ ...one, detail: 'findings', only: null, user: null, settings: 'plain', limit: null, fails: null, isLate: false }) as Step,
);

/** Rows that are wrong at the moment, by check. Every third shows under the further settings only. */
class World {
  readonly #wrong = new Map<string, Map<number, NaiveFinding>>([
    ['one', new Map()],
    ['two', new Map()],
  ]);

  change({ changes }: Step): void {
    for (const { check, id, what } of changes) {
      const wrong = this.#wrong.get(check);
      const finding = wrong?.get(id);
      if (what === 'goes') wrong?.delete(id);
      else if (finding === undefined) {
        wrong?.set(id, { id, user: USERS[id % 2] ?? '', evidence: 1, title: 'a', acknowledged: false });
      } else if (what === 'evidence') wrong?.set(id, { ...finding, evidence: finding.evidence + 1 });
      else if (what === 'title') wrong?.set(id, { ...finding, title: `${finding.title}'` });
      else if (what === 'acknowledged') wrong?.set(id, { ...finding, acknowledged: !finding.acknowledged });
    }
  }

  mend(ids: readonly number[]): void {
    for (const wrong of this.#wrong.values()) for (const id of ids) wrong.delete(id);
  }

  found(check: string, { user, settings }: Pick<Step, 'user' | 'settings'>): readonly NaiveFinding[] {
    return [...(this.#wrong.get(check)?.values() ?? [])]
      .filter((finding) => (user === null || finding.user === user) && (settings === 'further' || finding.id % 3 !== 0))
      .sort((one, other) => one.id - other.id);
  }
}

function findingOf(check: string, { id, user, evidence, title, acknowledged }: NaiveFinding): Finding {
  const key = { rowId: id };
  return {
    check,
    fingerprint: fingerprint(check, key),
    key,
    user: { id: user, username: user },
    quest: { id, title },
    cause: null,
    expected: { value: 0 },
    actual: { value: evidence },
    repair: 'manual',
    headline: line`${title} is wrong`,
    details: [],
    ...(acknowledged ? { acknowledgement: { standing: 'holds', reason: 'r', by: 'b', on: '2026-01-01', until: null } } : {}),
  };
}

let runs = 0;

/** A run that looks as the step says, and what the model is told of it. */
function lookAt(
  world: World,
  subject: string,
  step: Step,
  before: ReadonlyMap<string, KnownLook>,
): { readonly recording: Recording; readonly looks: readonly NaiveLook[] } {
  const started = new Date(Date.UTC(2026, 0, 1) + (++runs - (step.isLate ? 5000 : 0)) * 60_000).toISOString();
  const known = new Map([...before].filter(([, look]) => look.settings === settingsWord(step.settings)));
  const met = new MetFindings({
    version: '1',
    block: 2,
    saysByItself: () => true,
    known: ({ check, part }) => (part === 0 && step.user === null ? (known.get(check)?.digests ?? []) : []),
  });
  const looks: NaiveLook[] = [];
  const recorded: RecordedLook[] = [];
  const parts = step.repairs === null ? ([0] as const) : ([0, 1] as const);
  for (const [part, check] of parts.flatMap((one) => ['one', 'two'].map((name) => [one, name] as const))) {
    if (part === 1 && check === 'one') world.mend(step.repairs ?? []);
    if (step.only !== null && step.only !== check) continue;
    const found = world.found(check, step);
    const fails = step.fails === check;
    const told = fails || step.detail === 'counts' ? [] : found.slice(0, step.limit ?? found.length);
    for (const acknowledged of [false, true]) {
      void met.add(
        { check, part },
        told.filter((one) => one.acknowledged === acknowledged).map((one) => findingOf(check, one)),
        acknowledged,
      );
    }
    const inOrder = [...told.filter((one) => !one.acknowledged), ...told.filter((one) => one.acknowledged)];
    const isWhole = !fails && told.length === found.length;
    const extent = !isWhole ? (told.length > 0 ? 'part' : 'none') : step.user === null ? 'all' : 'user';
    looks.push({ check, part, lookedAt: started, met: inOrder, extent, settings: step.settings, user: step.user });
    recorded.push({
      check,
      part,
      outcome: fails ? 'could-not-run' : found.length > 0 ? 'found' : 'passed',
      severity: 'warning',
      count: fails ? null : found.length,
      acknowledged: 0,
      durationMs: 1,
      examined: null,
      lookedAt: started,
      extent,
    });
  }
  const recording: Recording = {
    id: runId(runs),
    subject,
    identity: `identity of ${subject}`,
    mode: step.repairs === null ? 'audit' : 'fix',
    state: 'finished',
    startedAt: started,
    finishedAt: started,
    durationMs: 1,
    toolVersion: '0.1.0',
    operator: 'ann@host',
    database: { engine: 'SQLite', name: 'db' },
    user: step.user === null ? null : { hash: hash48(step.user), username: step.user },
    detail: step.detail,
    settings: step.settings,
    exitCode: 0,
    findings: { critical: 0, warning: 0, info: 0 },
    acknowledged: 0,
    changes: 0,
    fixed: null,
    rules: [],
    data: {},
    looks: recorded,
    met,
    comparedWith: step.user === null ? new Map([...known].map(([check, { written }]) => [check, written])) : new Map(),
    log: [],
  };
  return { recording, looks };
}

/** Holds what is told of the first and the last of some runs against what they met. */
async function compareAll(store: Store, told: readonly { readonly id: string; readonly looks: readonly NaiveLook[] }[]): Promise<void> {
  const [first, last] = [told[0], told.at(-1)];
  if (first === undefined || last === undefined || first === last) return;
  const runs = [await store.history.find(first.id, null), await store.history.find(last.id, null)] as const;
  const { compared, findings, still } = await store.history.compare(...runs);
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

for (const engine of engines) {
  const available = engine === 'sqlite' || inject(engine === 'postgresql' ? 'postgres' : 'mariadb') !== null;
  describe.skipIf(!available)(`episodes in a store on ${engine}`, () => {
    let database: TestDatabase;
    let store: Store;
    beforeAll(async () => {
      database = await createDatabase(engine, { empty: true });
      store = await openedStore(database.url);
    });
    afterAll(async () => {
      await store.close();
      await database.drop();
    });

    it('are as a naive model has them, and every run is told again as it was', { timeout: 3_600_000 }, async () => {
      let sequences = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
          const subject = `subject ${++sequences} ${runs}`;
          const world = new World();
          const model = new NaiveEpisodes();
          const told: { readonly id: string; readonly looks: readonly NaiveLook[] }[] = [];
          for (const [index, one] of steps.entries()) {
            world.change(one);
            const { recording, looks } = lookAt(world, subject, one, await store.history.known([subject]));
            await recording.met.end();
            const isLate = (look: NaiveLook): boolean =>
              told.some((before) =>
                before.looks.some((other) => other.check === look.check && other.extent !== 'none' && other.lookedAt > look.lookedAt),
              );
            const counted = looks.map((look) => (isLate(look) ? { ...look, extent: 'none' as const } : look));
            expect(await store.history.record(recording)).toEqual({ number: index + 1, ...model.enter(index + 1, looks) });
            recording.met.drop();
            told.push({ id: recording.id, looks: counted });
            const open = await database.query(
              `select w.word as check_id, s.since as since from peerquest_audit_span s
               join peerquest_audit_subject u on u.id = s.subject_id
               join peerquest_audit_word w on w.subject_id = s.subject_id and w.word_no = s.check_no
               where u.name = '${subject}' and s.ended is null`,
            );
            expect(open.map(({ check_id, since }) => `${String(check_id)} ${String(since)}`).sort()).toEqual(
              [...model.open].map(([name, { since }]) => `${name.split(' ')[0] ?? ''} ${since}`).sort(),
            );
          }
          const ofSubject = await store.history.subject(subject);
          const there: string[] = [];
          for await (const page of store.history.open(ofSubject, {})) {
            for (const { check, said } of page) there.push(`${check} ${String(said.key['rowId'])}`);
          }
          expect(there.sort()).toEqual([...model.open.keys()].sort());
          expect(await store.history.countOpen(ofSubject, {})).toBe(model.open.size);
          await compareAll(store, told);
          for (const { id, looks } of told) {
            const run = await store.history.find(id, null);
            for (const { check, part, met, extent } of looks) {
              const replayed: Finding[] = [];
              for await (const some of store.history.findings(run, check, part)) {
                replayed.push(...some.map(({ said, fingerprint }) => ({ check, fingerprint, ...said }) as Finding));
              }
              // Those that are acknowledged are told apart from those that count, each in the order of their keys.
              for (const acknowledged of [false, true]) {
                const expected = extent === 'none' ? [] : met.filter((one) => one.acknowledged === acknowledged);
                expect(replayed.filter(({ acknowledgement }) => (acknowledgement !== undefined) === acknowledged)).toEqual(
                  expected.map((one) => findingOf(check, one)),
                );
              }
            }
          }
        }),
        { examples: [[REPAIRED_AS_BEFORE]], numRuns: isThorough ? 1000 : engine === 'sqlite' ? 40 : 10 },
      );
    });
  });
}

import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkById, checks, toCheck, type NamedRow } from '../../src/checks/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { fingerprint, nameOfFinding, printable, type Change, type Explanation } from '../../src/model/index.ts';
import { explainFinding, findingName } from '../../src/service/index.ts';
import { collect } from '../support/collect.ts';
import { describeEngines, propertyEngines, type TestDatabase } from '../support/databases.ts';
import { ANN } from '../support/flows.ts';
import { knownRows } from '../support/known-rows.ts';
import { temporaryStore } from '../support/repairing.ts';
import { auditRequest, repairEvents } from '../support/service-runs.ts';

const explained = (db: TestDatabase, name: string): Promise<Explanation> =>
  explainFinding(parseDatabaseUrl(db.url), findingName(name), {}, {});

/** The changes that a preview of a repair of this check alone shows. */
async function previewed(db: TestDatabase, store: string, check: string): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for await (const event of repairEvents(db.url, store, { dryRun: true, audit: auditRequest(check) })) {
    if (event.type === 'changes') changes.push(...event.changes);
  }
  return changes;
}

describeEngines('an explanation', { oldSchema: true, engines: propertyEngines('postgresql') }, (database) => {
  /** The first and the last finding of every check that finds something, as it is named. */
  let names: readonly string[] = [];
  let store: Awaited<ReturnType<typeof temporaryStore>>;
  beforeAll(async () => {
    store = await temporaryStore();
    await database().insert(knownRows());
    await database().execute('update quests_questparticipant set application_id = 9999 where id = 3');
    await database().execute("update quests_questsubmission set status = 'Odd' where id = 1");
    const { findings } = await collect(database().url, { only: ['all'] });
    names = checks.flatMap(({ id }) => {
      const all = findings.filter(({ check }) => check === id).map(nameOfFinding);
      return [...new Set([all[0] ?? [], all.at(-1) ?? []].flat())];
    });
  });
  afterAll(() => store.remove());

  it('is there for every check that finds something, with what led to it, its row and its repair', { timeout: 120_000 }, async () => {
    const db = database();
    expect(new Set(names.map((name) => name.split(':')[0])).size).toBeGreaterThanOrEqual(36);
    for (const name of names) {
      const { finding, rule, timeline, repair, sql } = await explained(db, name);
      const check = checkById(finding.check, checks);
      expect({ name, found: nameOfFinding(finding), rule: rule.id }).toEqual({ name, found: name, rule: check.id });
      // What the keys name is there to be looked at, and nothing was passed over.
      expect({ name, notSeen: timeline.notSeen }).toEqual({ name, notSeen: [] });
      // A constraint has no history.
      const isEmpty = finding.key['constraint'] !== undefined;
      expect({ name, isEmpty: timeline.entries.length === 0 }).toEqual({ name, isEmpty });
      const times = timeline.entries.map(({ at }) => at?.replace(/:(\d\d)Z$/, ':$1.000000Z') ?? 'none');
      expect(times).toEqual(times.toSorted());
      for (const time of times) expect(time).toMatch(/^(none|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)$/);

      const rows = await db.query(sql ?? '');
      expect({ name, rows: rows.length }).toEqual({ name, rows: 1 });
      if (finding.key['table'] === undefined) {
        const row = { username: null, title: null, is_deleted: null, guild_name: null, ...rows[0] } as NamedRow;
        expect(fingerprint(check.id, check.describe(row).key)).toBe(finding.fingerprint);
      }

      expect({ name, refusal: repair.refusal }).toEqual({ name, refusal: null });
      expect({ name, repairs: repair.changes.length > 0 }).toEqual({ name, repairs: finding.repair === 'automatic' });
      if (repair.changes.length > 0) {
        const preview = await previewed(db, store.file, check.id);
        expect(preview).toEqual(expect.arrayContaining([...repair.changes]));
      }
    }
  });

  it('is the same by the whole fingerprint and by the beginning of one', async () => {
    const [name = ''] = names;
    const whole = await explained(database(), name);
    expect(await explained(database(), whole.finding.fingerprint)).toEqual(whole);
    expect(await explained(database(), whole.finding.fingerprint.slice(0, 12))).toEqual(whole);
  });
});

/** Texts that mean something to a shell, a mode, a character set or a collation. */
const TITLES = [
  'Ann',
  'ann',
  'ann ',
  "O'Brien \\' -- ",
  'two\n  lines\r\n',
  '図書館 🗺️',
  '\u001b[2J',
  'System is healthy',
  '%_$1 ? {x}',
  '',
];

const ownCheck = toCheck(
  {
    id: 'own-titles',
    title: 'All titles',
    severity: 'warning',
    key: ['title'],
    find: () => sql`select q.title, q.id as quest_id, q.slug as actual_slug from quests_quest as q -- all`,
  },
  'the test',
);

describeEngines('an explanation of an own check’s finding', {}, (database) => {
  beforeAll(async () => {
    await database().insert([
      ['quests_quest', TITLES.map((title, index) => ({ id: index + 1, title, slug: `slug ${index}`, creator_id: ANN }))],
    ]);
  });

  it.each(TITLES)('gives the row of the key %j and no other, and tells its evidence', async (title) => {
    const name = findingName(fingerprint('own-titles', { title }));
    const {
      finding,
      timeline,
      repair,
      sql: text,
    } = await explainFinding(parseDatabaseUrl(database().url), name, {}, { ownChecks: [ownCheck] });
    const rows = await database().query(text ?? '');
    expect(rows.map((row) => row['title'])).toEqual([title]);
    expect(finding.actual).toEqual({ quest_id: Number(rows[0]?.['quest_id']), slug: rows[0]?.['actual_slug'] });
    expect({ ...repair, entries: timeline.entries }).toEqual({ changes: [], notes: [], refusal: null, entries: [] });
    // Nothing in it acts on the terminal that shows it, nor passes for a line of a report.
    const added = (text ?? '').split('\n').filter((line) => line.startsWith('where '));
    expect(added).toHaveLength(1);
    for (const line of added) expect(printable(line)).toBe(line);
  });
});

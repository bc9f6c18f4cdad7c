import { beforeAll, expect, it } from 'vitest';
import { audit, fanOut, type AuditRequest } from '../../src/audit/index.ts';
import { withNames } from '../../src/audit/run-check.ts';
import { checks, DEFAULT_LEVELS } from '../../src/checks/index.ts';
import { compileForSqlite } from '../../src/database/sqlite/compile.ts';
import { connect, parseDatabaseUrl } from '../../src/database/index.ts';
import type { PartialRow } from '../../src/demo/audit-001.ts';
import { generate } from '../../src/demo/generate.ts';
import {
  ALL_FINDINGS,
  COUNTS,
  evidenceHash,
  KEYS,
  keyText,
  type Acknowledgement,
  type AuditEvent,
  type Finding,
  type Wish,
} from '../../src/model/index.ts';
import { describeEngines, propertyEngines } from '../support/databases.ts';

const REQUEST: AuditRequest = { only: ['all'], skip: ['files'] };

/** What one reader was told of each check, batch by batch put together, and all other events. */
class Listener {
  readonly name: string;
  readonly wish: Wish;
  readonly told: Record<string, readonly unknown[]> = {};
  readonly others: string[] = [];
  largest = 0;

  constructor(wish: Wish) {
    this.name = JSON.stringify(wish);
    this.wish = wish;
  }

  hear(event: AuditEvent): void {
    if (event.type === 'findings' || event.type === 'acknowledged' || event.type === 'keys') {
      const list = `${event.check.id} ${event.type}${event.type === 'keys' ? ` ${event.acknowledged}` : ''}`;
      this.told[list] = [...(this.told[list] ?? []), ...event.findings];
      this.largest = Math.max(this.largest, event.findings.length);
    } else if (event.type === 'check-finished') this.others.push(JSON.stringify({ ...event.result, durationMs: 0 }));
    else this.others.push(event.type);
  }

  /** All that it heard of these lists. */
  of(type: string): readonly Finding[] {
    return Object.entries(this.told).flatMap(([list, findings]) => (list.endsWith(` ${type}`) ? (findings as Finding[]) : []));
  }
}

describeEngines('readers with different wishes', { oldSchema: true, engines: propertyEngines('mariadb') }, (database) => {
  let acknowledged: readonly Acknowledgement[];

  /** Runs one audit for all of these. */
  const together = async (wishes: readonly Wish[]): Promise<readonly Listener[]> => {
    const consumers = wishes.map((wish) => new Listener(wish));
    const address = parseDatabaseUrl(database().url);
    await fanOut((wish) => audit(address, REQUEST, { acknowledged, wish }), {
      consumers,
      stopped: () => false,
      onFailure: (_, error) => {
        throw error;
      },
    });
    return consumers;
  };
  const alone = async (wish: Wish): Promise<Listener> => (await together([wish]))[0] as Listener;

  beforeAll(async () => {
    const written: (readonly [string, readonly PartialRow[]])[] = [];
    generate({ users: 120, faultRate: 0.5, seed: 5, oldSchema: true }, (table, rows) => written.push([table, rows]));
    await database().insert(written);
    acknowledged = [];
    const found = (await alone(ALL_FINDINGS)).of('findings').filter(({ check }) => /^(?:quest|completion)-/.test(check));
    acknowledged = found.filter((_, place) => place % 2 === 0).map(acknowledgementOf);
    expect(acknowledged.length).toBeGreaterThan(5);
  });

  it('hear each what they would hear if they were alone', async () => {
    const wishes: readonly Wish[] = [
      COUNTS,
      KEYS,
      { detail: 'keys', limit: 2 },
      { detail: 'findings', limit: 3 },
      { detail: 'findings', limit: 0 },
      ALL_FINDINGS,
    ];
    const ofAll = await together(wishes);
    for (const one of ofAll) {
      const own = await alone(one.wish);
      expect(own.told, one.name).toEqual(one.told);
      expect(own.others, one.name).toEqual(one.others);
    }
  });

  it('hear numbers only, keys only, or all that is known, up to their limits', async () => {
    // A history that keeps every finding beside a report that lists few.
    const [counts, keys, few, all] = (await together([COUNTS, KEYS, { detail: 'findings', limit: 2 }, ALL_FINDINGS])) as [
      Listener,
      Listener,
      Listener,
      Listener,
    ];
    expect(counts.told).toEqual({});
    const identities = (findings: readonly Finding[]) =>
      findings.map(({ check, fingerprint, key, cause }) => ({ check, fingerprint, key, cause }));
    expect(keys.of('keys false')).toEqual(identities(all.of('findings')));
    expect(keys.of('keys true')).toEqual(identities(all.of('acknowledged')));
    expect(all.of('acknowledged')).toHaveLength(acknowledged.length);
    for (const [list, findings] of Object.entries(all.told)) expect(few.told[list]).toEqual(findings.slice(0, 2));
    expect(new Set(all.of('findings').map(({ check }) => check)).size).toBeGreaterThan(20);
    // How many a repair mends takes a look at each finding, of some checks.
    const unlooked = (others: readonly string[]) => others.map((other) => other.replace(/"automatic":(?:\d+|null)/, ''));
    for (const { others } of [counts, keys, few]) expect(unlooked(others)).toEqual(unlooked(all.others));
  });

  it('cost no names where only keys are wanted', async () => {
    const session = await connect(parseDatabaseUrl(database().url), ['quests_quest', 'quests_questparticipant', 'users_user']);
    try {
      const { capabilities, catalog } = session;
      const context = { userId: null, includeDropped: false, levels: DEFAULT_LEVELS, wanted: 'findings' as const, capabilities, catalog };
      for (const check of checks) {
        const textOf = (named: boolean) => compileForSqlite(withNames(session, check, check.find(context), null, named)).sql;
        expect(textOf(false)).not.toMatch(/named_(?:user|quest|guild)/);
        expect(textOf(true).match(/join \w+ as named_\w+/g) ?? []).toHaveLength(check.names.length);
      }
    } finally {
      await session.close();
    }
  });
});

function acknowledgementOf(finding: Finding): Acknowledgement {
  const { check, fingerprint, key } = finding;
  const said = { reason: 'known', by: 'ann', on: '2025-07-02', until: null };
  return { database: null, check, fingerprint, key: keyText(key), evidence: evidenceHash(finding), ...said };
}

import { writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { printable } from '../../src/model/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { describeEngines, THREE_ENGINES, type TestDatabase } from '../support/databases.ts';
import { ANN, BOB, EVE } from '../support/flows.ts';
import { FORGED, hostileTexts, RAW } from '../support/hostile-text.ts';
import { runInProcess } from '../support/in-process.ts';
import { isThorough } from '../support/thorough.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** Rounds for each engine; each gives about thirty outputs. */
const ROUNDS = isThorough ? 24 : 3;
let outputs = 0;

/** One finding of many checks, every text of which is hostile. */
async function fill(database: TestDatabase, texts: readonly string[]): Promise<void> {
  const text = (index: number, most = 200) =>
    Array.from(texts[index % texts.length] ?? '')
      .slice(0, most)
      .join('');
  await database.clear();
  await database.insert([
    [
      'users_user',
      [ANN, BOB, EVE].map((id, index) => ({
        id,
        username: `${text(index, 140)}${index}`,
        email: `${text(index + 3, 200)}${index}`,
        level: 9,
        role: text(4, 15),
      })),
    ],
    ['quests_questcategory', [{ id: 1, name: text(5, 90) }]],
    [
      'quests_quest',
      [1, 2, 3].map((id) => ({
        id,
        title: text(id + 5, 180),
        slug: `slug-${id}`,
        status: id === 1 ? text(9, 12) : 'open',
        difficulty: text(10, 15),
        updated_at: '2025-07-01 12:00:01',
        assigned_to_id: null,
        creator_id: EVE,
        category_id: 1,
      })),
    ],
    [
      'quests_questparticipant',
      [
        { id: 1, status: text(11, 15), quest_id: 2, user_id: ANN },
        { id: 2, status: 'joined', quest_id: 3, user_id: BOB },
        { id: 3, status: 'joined', quest_id: 3, user_id: BOB },
      ],
    ],
    [
      'applications_application',
      [1, 2, 3].map((id) => ({
        id,
        status: id === 3 ? text(12, 15) : 'approved',
        applied_at: '2025-07-01 10:00:00',
        reviewed_at: null,
        applicant_id: id === 1 ? ANN : EVE,
        quest_id: id,
      })),
    ],
    ['guilds_guild', [{ guild_id: EVE, name: text(13, 90), owner_id: ANN, member_count: 7 }]],
    ['guilds_guildmembership', [{ id: 1, role: text(14, 10), status: text(15, 10), is_active: 1, guild_id: EVE, user_id: ANN }]],
  ]);
}

/** A check whose every text is hostile. */
function ownCheck(texts: readonly string[]): string {
  const quoted = (index: number) => JSON.stringify(texts[index % texts.length]?.replaceAll('\0', '') ?? '');
  return `/*
id: hostile-own
title: ${quoted(0)}
severity: warning
key: [id]
invariant: ${quoted(1)}
why: ${quoted(2)}
advice: ${quoted(3)}
needs: { quests_quest: [id, title] }
*/
select id, title as "actual_title", title as "constructor", title as "toString" from quests_quest
`.replaceAll('*/ ', '* / ');
}

describeEngines('hostile text in every command', { oldSchema: true, engines: THREE_ENGINES }, (database) => {
  it(`acts on no terminal and forges no line, in ${ROUNDS} rounds`, async () => {
    const { url } = database();
    for (let round = 0; round < ROUNDS; round++) {
      const texts = hostileTexts(16, 'touched', round * 16).map((text) => text.replaceAll('\0', ''));
      await fill(database(), texts);
      const [first = '', second = '', third = '', fourth = ''] = texts;
      const store = folder.file(`store-${database().engine}-${round}.sqlite3`);
      const baseline = folder.file(`baseline-${database().engine}-${round}.json`);
      const plan = folder.file(`plan-${round}-${printable(third).replaceAll('/', '').slice(0, 40)}`);
      writeFileSync(folder.file('hostile-own.sql'), ownCheck(texts));
      writeFileSync(folder.file('config.json'), JSON.stringify({ sqlChecks: ['hostile-own.sql'] }));
      const at = ['--database', url];
      const own = ['--config', folder.file('config.json')];
      const kept = ['--store', store];
      const commands: readonly (readonly string[])[] = [
        [...at, '--all', '--detailed', ...kept],
        [...at, '--all', '--format', 'json', ...kept],
        [...at, '--all', ...own, ...kept],
        [...at, ...own, '--only', 'hostile-own', '--detailed'],
        [...at, ...own, '--only', 'hostile-own', '--format', 'json'],
        [...at, '--user', `${first.slice(0, 140)}0`, '--detailed'],
        [...at, '--user', second],
        [...at, '--only', third],
        ['checks', ...own],
        ['explain', 'hostile-own', ...own],
        ['explain', first],
        ['doctor', ...at],
        ['prevent', ...at],
        ['prevent', ...at, '--format', 'django'],
        ['prevent', ...at, '--format', 'django', '--app', second],
        [...at, ...kept, '--fix-issues', '--dry-run', '--detailed'],
        [...at, ...kept, '--fix-issues', '--dry-run', '--format', 'json'],
        ['plan', ...at, '--out', plan],
        ['show', plan],
        ['show', plan, '--format', 'json'],
        ['apply', plan, ...at, ...kept, '--yes', '--detailed'],
        ['runs', ...kept],
        ['runs', ...kept, '--format', 'json'],
        ['show', 'last', ...kept],
        ['show', 'last', ...kept, '--format', 'json'],
        ['show', fourth, ...kept],
        ['undo', 'last', ...at, ...kept, '--dry-run'],
        ['undo', fourth, ...at, ...kept],
        ['undo', 'last', ...at, ...kept, '--yes'],
        ['ack', '--all-current', '--only', 'sync', '--reason', first, '--by', second, ...at, '--baseline', baseline],
        [...at, '--baseline', baseline, '--detailed'],
        ['acks', ...at, '--baseline', baseline],
        ['unack', third, ...at, '--baseline', baseline],
        ['repair', 'duplicate-participant', '--keep', 'earliest', ...at, ...kept, '--dry-run'],
        ['repair', 'duplicate-participant', second, '--keep', 'earliest', ...at, ...kept],
        ['repair', third, '--keep', '1', ...at],
        ['new-check', fourth, '--dir', folder.file('new')],
        ['show', folder.file(printable(first).replaceAll('/', '').slice(0, 50)), ...kept],
        ['--database', folder.file(second)],
        ['--database', `postgresql://${encodeURIComponent(third)}@localhost:1/x`],
        ['--config', folder.file(third), ...at],
        [first],
        [`--${second}`],
        ['help', third],
      ];
      for (const args of commands) {
        const isDebug = round % 2 === 0;
        const { stdout, stderr } = await runInProcess(args, isDebug);
        outputs += 1;
        const told = `${stdout}\n${stderr}`;
        expect(told, args.join(' ')).not.toMatch(RAW);
        if (!args.includes('json')) expect(told, args.join(' ')).not.toMatch(FORGED);
        expect(told, args.join(' ')).not.toMatch(/^(?:TOTAL ISSUES|ISSUES FIXED|REMAINING ISSUES|.{0,3}✅|⚠️).*7777/mu);
        expect(stdout + stderr, args.join(' ')).not.toBe('');
      }
    }
    expect(outputs).toBeGreaterThan(ROUNDS * 40);
  }, 900_000);
});

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { TestDatabase } from './databases.ts';
import { ANN, BOB, EVE } from './flows.ts';
import { trigger, type Obstacle } from './trouble-ddl.ts';

/** Hostile texts by place, shortened to what a column takes. */
export type Texts = (place: number, most?: number) => string;

/** Texts without NUL, which no engine keeps. */
export function textsOf(texts: readonly string[]): Texts {
  return (place, most = 200) =>
    Array.from((texts[place % texts.length] ?? '').replaceAll('\0', ''))
      .slice(0, most)
      .join('');
}

/** One finding of many checks, every text of which is hostile. The person whom {@link nameOf} names has some of them. */
export async function fillHostile(database: TestDatabase, text: Texts): Promise<void> {
  await database.clear();
  await database.insert([
    [
      'users_user',
      [ANN, BOB, EVE].map((id, index) => ({
        id,
        username: nameOf(text, index),
        email: `${text(index + 3, 200)}${index}`,
        level: 9,
        role: text(4, 15),
        avatar_url: text(index + 20, 90),
      })),
    ],
    ['quests_questcategory', [{ id: 1, name: text(5, 90) }]],
    [
      'quests_quest',
      [1, 2, 3, 4].map((id) => ({
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
        { id: 1, status: text(11, 15), quest_id: 2, user_id: ANN, progress_notes: text(16), application_message: text(17) },
        { id: 2, status: 'joined', quest_id: 3, user_id: BOB },
        { id: 3, status: 'joined', quest_id: 3, user_id: BOB, review_notes: text(18) },
      ],
    ],
    [
      'applications_application',
      [1, 2, 3, 4].map((id) => ({
        id,
        status: id === 3 ? text(12, 15) : 'approved',
        applied_at: '2025-07-01 10:00:00',
        reviewed_at: null,
        applicant_id: id === 1 ? ANN : EVE,
        quest_id: id,
      })),
    ],
    [
      'quests_questsubmission',
      [19, 20, 21].map((place, id) => ({
        id: id + 1,
        description: text(place),
        status: text(place + 1, 15),
        submission_files: JSON.stringify([{ file: `/media/${text(place, 90)}`, name: text(place, 90) }, text(place + 2, 90)]),
        quest_participant_id: 1,
      })),
    ],
    ['guilds_guild', [{ guild_id: EVE, name: text(13, 90), owner_id: ANN, member_count: 7, custom_emblem: text(22, 90) }]],
    ['guilds_guildmembership', [{ id: 1, role: text(14, 10), status: text(15, 10), is_active: 1, guild_id: EVE, user_id: ANN }]],
    ['transactions_transaction', [{ transaction_id: 1, type: text(16, 20), amount: 7, description: text(23), user_id: ANN }]],
    ['transactions_userbalance', [{ id: 1, gold_balance: 5, user_id: ANN }]],
    [
      'payments_paymentproof',
      [{ id: 1, payment_reference: text(24, 90), status: text(25, 10), receipt_image: text(26, 90), user_id: BOB }],
    ],
  ]);
}

/** The name of a person of the hostile world. */
export function nameOf(text: Texts, index: number): string {
  return `${text(index, 140)}${index}`;
}

/** A name as the engine writes it. */
export const quoteFor =
  ({ engine }: TestDatabase) =>
  (name: string): string =>
    engine === 'mariadb' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`;

/** Tables with hostile names, columns and constraints that refer to people and quests who are not there; the names of those that could be made. */
export async function addHostileTables(database: TestDatabase, text: Texts, count: number): Promise<readonly string[]> {
  const quote = quoteFor(database);
  const uuid = { sqlite: 'char(32)', postgresql: 'uuid', mariadb: 'uuid', 'mysql char(32)': 'char(32)' }[database.engine];
  const made: string[] = [];
  for (let place = 0; place < count; place++) {
    const [table, column, constraint] = [`${text(place, 40)}${place}`, text(place + 1, 40), `${text(place + 2, 40)}${place}`];
    const foreign = `constraint ${quote(constraint)} foreign key (${quote(column)}) references users_user (id)`;
    try {
      await database.execute(
        database.engine === 'postgresql'
          ? `create table ${quote(table)} (id int primary key, ${quote(column)} ${uuid}); insert into ${quote(table)} values (1, '${EVE.replace(/.$/, '9')}');
             alter table ${quote(table)} add ${foreign} not valid`
          : `create table ${quote(table)} (id int primary key, ${quote(column)} ${uuid}, ${foreign})`,
      );
      made.push(table);
      if (database.engine !== 'postgresql') await database.execute(`insert into ${quote(table)} values (1, '${EVE.replace(/.$/, '9')}')`);
    } catch {
      // No name on this engine.
    }
  }
  return made;
}

/** What takes these tables away again. */
export async function dropTables(database: TestDatabase, tables: readonly string[]): Promise<void> {
  for (const table of tables) await database.execute(`drop table ${quoteFor(database)(table)}`);
}

/** A trigger with a hostile name that refuses a participant of one quest with a hostile message. */
export function hostileTrigger(database: TestDatabase, questId: number, name: string, message: string): Obstacle {
  const inQuotes = message.replaceAll("'", "''");
  const mysql = inQuotes.replaceAll('\\', '\\\\');
  return trigger(database.engine, {
    name: quoteFor(database)(name),
    table: 'quests_questparticipant',
    event: 'insert',
    mysql: `begin if new.quest_id = ${questId} then signal sqlstate '45000' set message_text = '${mysql}'; end if; end`,
    postgresql: `if new.quest_id = ${questId} then raise exception '${inQuotes.replaceAll('%', '%%')}' using hint = '${inQuotes}', detail = '${inQuotes}'; end if; return new;`,
    sqlite: { time: 'before', when: `new.quest_id = ${questId}`, body: `select raise(abort, '${inQuotes}')` },
  });
}

/** A configuration with a check of its own whose every text is hostile. */
export function writeOwnCheck(folder: string, text: Texts, quote: (name: string) => string): string {
  const inHead = (place: number): string => JSON.stringify(text(place)).replaceAll('*/', '* /');
  const oneLine = (place: number): string => JSON.stringify(text(place).replaceAll(/[\r\n]/g, ' ')).replaceAll('*/', '* /');
  const columns = [
    `title as ${quote(text(7, 15).replaceAll(/["`]/g, ''))}`,
    `title as ${quote('actual_title')}`,
    `title as ${quote('__proto__')}`,
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'hostile-own.sql'),
    `/*
id: hostile-own
title: ${oneLine(0)}
severity: warning
key: [id]
summaryLabel: ${oneLine(4)}
invariant: ${inHead(1)}
why: ${inHead(2)}
advice: ${inHead(3)}
causes: { ${inHead(5)}: ${inHead(6)} }
needs: { quests_quest: [id, title] }
*/
select id, title as ${quote('cause')}, ${columns.join(', ')} from quests_quest
`,
  );
  const config = join(folder, 'config.json');
  writeFileSync(config, JSON.stringify({ sqlChecks: ['hostile-own.sql'] }));
  return config;
}

/** Files with hostile names, as far as a file system takes them. */
export function writeMedia(folder: string, text: Texts): string {
  mkdirSync(folder, { recursive: true });
  for (let place = 0; place < 6; place++) writeFileSync(join(folder, fileName(text(place, 60))), place === 0 ? '' : 'MZ\u0000');
  return folder;
}

/** A name that a file can have. */
export const fileName = (text: string): string =>
  Buffer.from(text.replaceAll(/[/\0]/g, '_')).subarray(0, 120).toString().replaceAll('\ufffd', '') || '_';

/** A copy of a plan with hostile words, which stands the test of its own hash. */
export function editPlan(from: string, to: string, text: Texts): void {
  const [head = '{}', ...rest] = readFileSync(from, 'utf8').trimEnd().split('\n');
  const first = JSON.parse(head) as Record<string, unknown>;
  const edited = {
    ...first,
    database: { ...(first['database'] as object), name: text(0) },
    hazards: [text(1), text(2)],
    toolVersion: text(3),
  };
  const body = rest.slice(0, -1).map((line, index) => {
    const entity = JSON.parse(line) as { readonly words: readonly (readonly string[])[] };
    return JSON.stringify({ ...entity, words: entity.words.map((words) => words.map((_, place) => text(index + place + 4))) });
  });
  const whole = [JSON.stringify(edited), ...body].map((line) => `${line}\n`).join('');
  const last = (rest.at(-1) ?? '').replace(/"sha256":"[^"]*"/, `"sha256":"${createHash('sha256').update(whole).digest('hex')}"`);
  writeFileSync(to, `${whole}${last}\n`);
}

/** Writes hostile texts wherever a store has some; its runs are signed no more. */
export function editStore(file: string, text: Texts): void {
  const store = new Database(file);
  store.pragma('foreign_keys = off');
  const set = (table: string, column: string, value: string): void => {
    store.prepare(`update peerquest_audit_${table} set ${column} = ?`).run(value);
  };
  for (const [place, column] of ['operator', 'tool_version', 'database_engine', 'database_name', 'started_at', 'finished_at'].entries()) {
    set('run', column, text(place, 60));
  }
  const summary = { stoppedBy: text(6), conflicts: 1, alreadyDone: 0, failed: { entities: 1, changes: 1 } };
  set('run', 'summary', JSON.stringify(summary));
  set('run', 'options', JSON.stringify({ user: { username: text(7) }, found: { [text(8)]: 1 } }));
  const rows = store.prepare('select number, payload from peerquest_audit_payload').all() as { number: number; payload: string }[];
  for (const { number, payload } of rows) {
    const entities = JSON.parse(payload) as { readonly words?: readonly (readonly string[])[] }[];
    const edited = entities.map((entity) => ({ ...entity, words: entity.words?.map((words) => words.map((_, place) => text(place + 9))) }));
    store.prepare('update peerquest_audit_payload set payload = ? where number = ?').run(JSON.stringify(edited), number);
  }
  const [first] = store.prepare('select id from peerquest_audit_run').all() as { id: string }[];
  store.prepare('update peerquest_audit_run set id = ? where id = ?').run(text(10, 36), first?.id);
  store.close();
}

import type { Store } from '../../src/history/index.ts';
import { readPayload } from '../../src/repair/journal.ts';
import type { StoredRow } from '../../src/repair/stored-value.ts';
import type { EngineName, TestDatabase } from './databases.ts';

/** Columns of a quest that repairs and the application write. */
const COLUMNS = ['status', 'assigned_to_id', 'updated_at'] as const;

const onEach = (names: readonly string[]): string =>
  `insert into quest_history (quest_id, ${names.map((name) => `old_${name}, new_${name}`).join(', ')})
   values (old.id, ${names.map((name) => `old.${name}, new.${name}`).join(', ')});`;

const TRIGGER: Readonly<Record<EngineName, readonly string[]>> = {
  sqlite: [`create trigger keep_history after update on quests_quest begin ${onEach(COLUMNS)} end`],
  postgresql: [
    `create function keep_history() returns trigger language plpgsql as $$ begin ${onEach(COLUMNS)} return null; end $$`,
    'create trigger keep_history after update on quests_quest for each row execute function keep_history()',
  ],
  mariadb: [`create trigger keep_history after update on quests_quest for each row begin ${onEach(COLUMNS)} end`],
  'mysql char(32)': [`create trigger keep_history after update on quests_quest for each row begin ${onEach(COLUMNS)} end`],
};

/** Lets the database itself write down every update of a quest: what the row was, and what it became. */
export async function keepQuestHistory(database: TestDatabase): Promise<void> {
  const columns = COLUMNS.map((name) => `old_${name} varchar(50), new_${name} varchar(50)`);
  await database.execute(`create table quest_history (quest_id bigint not null, ${columns.join(', ')})`);
  for (const statement of TRIGGER[database.engine]) await database.execute(statement);
}

/** Removes what {@link keepQuestHistory} has made. */
export async function forgetQuestHistory(database: TestDatabase): Promise<void> {
  await database.execute(`drop trigger keep_history${database.engine === 'postgresql' ? ' on quests_quest' : ''}`);
  if (database.engine === 'postgresql') await database.execute('drop function keep_history()');
  await database.execute('drop table quest_history');
}

/**
 * Updates of quests in the journal that did not meet the row that they rest on: an update of another program came between
 * reading and writing, and is lost.
 */
export async function blindUpdates(database: TestDatabase, store: Store): Promise<readonly string[]> {
  const history = new Map<string, Readonly<Record<string, unknown>>[]>();
  for (const row of await database.query('select * from quest_history')) {
    const quest = String(row['quest_id']);
    history.set(quest, [...(history.get(quest) ?? []), row]);
  }
  const blind: string[] = [];
  for (const { id } of await store.runs.newest(null)) {
    for await (const transaction of store.journal.transactions(id, 'first')) {
      if (transaction.state !== 'committed') continue;
      for (const change of readPayload(transaction, store.location).flatMap(({ changes }) => changes)) {
        if (change.table !== 'quests_quest') continue;
        const quest = JSON.stringify(change.key['id']);
        const found = history.get(quest)?.some((row) => fits(row, 'old', change.before) && fits(row, 'new', change.after));
        if (found !== true) blind.push(`quest ${quest}: ${JSON.stringify(change.before)} to ${JSON.stringify(change.after)}`);
      }
    }
  }
  return blind;
}

function fits(row: Readonly<Record<string, unknown>>, age: 'old' | 'new', image: StoredRow | null): boolean {
  return Object.entries(image ?? {}).every(([column, value]) => row[`${age}_${column}`] === value);
}

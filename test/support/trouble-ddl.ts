import type { EngineName } from './databases.ts';

/** DDL that puts something in a repair's way, and the DDL that takes it out again. */
export interface Obstacle {
  readonly create: readonly string[];
  readonly drop: readonly string[];
}

/** When a trigger acts, and what it does, in each engine's words. */
export interface TriggerWish {
  readonly name: string;
  readonly table: string;
  readonly event: 'insert' | 'update';
  /** Body for MariaDB and MySQL: one statement, in which `new` may be written. */
  readonly mysql: string;
  /** Body of the PL/pgSQL function, which must return. */
  readonly postgresql: string;
  /** Body for SQLite, whose triggers cannot change `new`: they act on the table, hence after the event. */
  readonly sqlite: { readonly time: 'before' | 'after'; readonly when?: string; readonly body: string };
}

/** A trigger before a row is written (SQLite: as it says). */
export function trigger(engine: EngineName, { name, table, event, mysql, postgresql, sqlite }: TriggerWish): Obstacle {
  switch (engine) {
    case 'sqlite': {
      const when = sqlite.when === undefined ? '' : ` when ${sqlite.when}`;
      return {
        create: [`create trigger ${name} ${sqlite.time} ${event} on ${table}${when} begin ${sqlite.body}; end`],
        drop: [`drop trigger ${name}`],
      };
    }
    case 'postgresql':
      return {
        create: [
          `create function ${name}() returns trigger language plpgsql as $body$ begin ${postgresql} end $body$`,
          `create trigger ${name} before ${event} on ${table} for each row execute function ${name}()`,
        ],
        drop: [`drop trigger ${name} on ${table}`, `drop function ${name}()`],
      };
    case 'mariadb':
    case 'mysql char(32)':
      return { create: [`create trigger ${name} before ${event} on ${table} for each row ${mysql}`], drop: [`drop trigger ${name}`] };
  }
}

/** A trigger that refuses a participant of one quest, with a message that tries to forge a line of the report. */
export function refusingTrigger(engine: EngineName, questId: number, message: string): Obstacle {
  return trigger(engine, {
    name: 'refuse_participant',
    table: 'quests_questparticipant',
    event: 'insert',
    mysql: `begin if new.quest_id = ${questId} then signal sqlstate '45000' set message_text = '${message}'; end if; end`,
    postgresql: `if new.quest_id = ${questId} then raise exception '${message}'; end if; return new;`,
    sqlite: { time: 'before', when: `new.quest_id = ${questId}`, body: `select raise(abort, '${message}')` },
  });
}

/** A CHECK constraint that forbids one quest to be in progress. */
export function refusingCheck(engine: EngineName, questId: number): Obstacle {
  // By its slug: MariaDB allows no counted column in a CHECK.
  const condition = `check (not (slug = 'quest-${questId}' and status = 'in-progress'))`;
  // SQLite adds no constraint to a table, but a column with one.
  return engine === 'sqlite'
    ? { create: [`alter table quests_quest add column guard integer ${condition}`], drop: ['alter table quests_quest drop column guard'] }
    : {
        create: [`alter table quests_quest add constraint stay_open ${condition}`],
        drop: ['alter table quests_quest drop constraint stay_open'],
      };
}

/** A trigger that changes a column which the repair writes. */
export function meddlingTrigger(engine: EngineName): Obstacle {
  return trigger(engine, {
    name: 'meddle',
    table: 'quests_quest',
    event: 'update',
    mysql: "begin if new.id = 2 then set new.status = 'paused'; end if; end",
    postgresql: "if new.id = 2 then new.status := 'paused'; end if; return new;",
    sqlite: {
      time: 'after',
      when: "new.id = 2 and new.status <> 'paused'",
      body: "update quests_quest set status = 'paused' where id = 2",
    },
  });
}

/** A trigger that keeps a search text of each quest up to date. */
export function searchTextTrigger(engine: EngineName): Obstacle {
  const text = (row: string): string => `${row}title || ' ' || ${row}status`;
  const { create, drop } = trigger(engine, {
    name: 'search_text',
    table: 'quests_quest',
    event: 'update',
    mysql: "set new.searchable = concat(new.title, ' ', new.status)",
    postgresql: `new.searchable := ${text('new.')}; return new;`,
    sqlite: {
      time: 'after',
      when: `new.searchable is not ${text('new.')}`,
      body: `update quests_quest set searchable = ${text('')} where id = new.id`,
    },
  });
  return {
    create: [
      'alter table quests_quest add column searchable varchar(250)',
      engine === 'sqlite' || engine === 'postgresql'
        ? `update quests_quest set searchable = ${text('')}`
        : "update quests_quest set searchable = concat(title, ' ', status)",
      ...create,
    ],
    drop: [...drop, 'alter table quests_quest drop column searchable'],
  };
}

/** A trigger that counts how often each quest was written. */
export function versionTrigger(engine: EngineName): Obstacle {
  const { create, drop } = trigger(engine, {
    name: 'count_version',
    table: 'quests_quest',
    event: 'update',
    mysql: 'set new.version = old.version + 1',
    postgresql: 'new.version := old.version + 1; return new;',
    sqlite: {
      time: 'after',
      // Without recursive triggers, as SQLite is unless told otherwise, it does not see its own update.
      body: 'update quests_quest set version = old.version + 1 where id = new.id',
    },
  });
  return {
    create: ['alter table quests_quest add column version integer not null default 1', ...create],
    drop: [...drop, 'alter table quests_quest drop column version'],
  };
}

/** A trigger that keeps the time of a quest's last change, whatever anybody writes. */
export function touchTrigger(engine: EngineName): Obstacle {
  return trigger(engine, {
    name: 'touch',
    table: 'quests_quest',
    event: 'update',
    mysql: 'set new.updated_at = now(6)',
    postgresql: 'new.updated_at := now(); return new;',
    sqlite: { time: 'after', body: "update quests_quest set updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') where id = new.id" },
  });
}

/** A trigger that lets the participant of one quest vanish without a word; MariaDB's triggers cannot. */
export function swallowingTrigger(engine: EngineName, questId: number): Obstacle | null {
  if (engine !== 'sqlite' && engine !== 'postgresql') return null;
  return trigger(engine, {
    name: 'swallow',
    table: 'quests_questparticipant',
    event: 'insert',
    mysql: '',
    postgresql: `if new.quest_id = ${questId} then return null; end if; return new;`,
    sqlite: { time: 'before', when: `new.quest_id = ${questId}`, body: 'select raise(ignore)' },
  });
}

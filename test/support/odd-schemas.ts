import fc from 'fast-check';
import type { TestDatabase } from './databases.ts';

/** What a schema, or a value in it, is that the application's models do not say. */
export interface Oddity {
  readonly name: string;
  /** The statements that make it so, in a database that holds rows already. */
  readonly statements: (database: TestDatabase) => Promise<readonly string[]> | readonly string[];
  /** What happens after a repair and before its undo: another program's own work. */
  readonly afterRepair?: readonly string[];
  /** What takes away what is left outside of the database. */
  readonly afterwards?: readonly string[];
  /** Oddities of one kind exclude each other: they are about the same column or table. */
  readonly kind: string;
}

const PARTICIPANTS = 'quests_questparticipant';

const oddity = (name: string, kind: string, ...statements: readonly string[]): Oddity => ({ name, kind, statements: () => statements });

/** Values that any engine takes, in columns of its usual types. */
const VALUES: readonly Oddity[] = [
  oddity('a quest is "Completed"', 'quest status', "update quests_quest set status = 'Completed' where id = 1"),
  oddity('a quest is "OPEN"', 'quest status', "update quests_quest set status = 'OPEN' where id = 2"),
  oddity('a quest is "open" with a space', 'quest status', "update quests_quest set status = 'open ' where id = 2"),
  oddity('an application is "Approved"', 'application status', "update applications_application set status = 'Approved' where id = 1"),
  oddity(
    'an application is approved with a space',
    'application status',
    "update applications_application set status = 'approved ' where id = 2",
  ),
  oddity('a participant has "Dropped"', 'participant status', `update ${PARTICIPANTS} set status = 'Dropped' where id = 1`),
  oddity('a status is empty', 'quest status', "update quests_quest set status = '' where id = 1"),
  oddity('times are the same', 'times', "update quests_quest set updated_at = '2025-07-01 10:00:03.000003'"),
];

/** By engine, what else its schemas can be. */
const OWN: Readonly<Record<string, readonly Oddity[]>> = {
  sqlite: [
    oddity(
      'a view of the quests',
      'quests',
      'alter table quests_quest rename to behind',
      'create view quests_quest as select * from behind',
    ),
    oddity(
      'ids without a default',
      'participants',
      `create table other (${['id bigint primary key', 'status', 'joined_at', 'completed_at', 'progress_notes', 'application_id', 'quest_id', 'user_id'].join(', ')})`,
      `insert into other (id, status, joined_at, progress_notes, quest_id, user_id) select id, status, joined_at, '', quest_id, user_id from ${PARTICIPANTS}`,
      `drop table ${PARTICIPANTS}`,
      `alter table other rename to ${PARTICIPANTS}`,
    ),
    oddity('a quest id that is no number', 'participants', `update ${PARTICIPANTS} set quest_id = 'abc' where id = 2`),
    oddity('a quest id with a fraction', 'participants', `update ${PARTICIPANTS} set quest_id = 2.5 where id = 2`),
    oddity('a time in epoch milliseconds', 'times', 'update applications_application set reviewed_at = 1751364000000 where id = 1'),
    oddity('a time in ISO form', 'times', "update quests_quest set updated_at = '2025-07-01T10:00:01Z'"),
    oddity('a user id that is bytes', 'users', `update ${PARTICIPANTS} set user_id = x'ff800000000000000000000000000001' where id = 1`),
    oddity('an XP reward that is a text', 'rewards', "update quests_quest set xp_reward = 'many' where id = 1"),
    oddity(
      'a trigger on quests',
      'triggers',
      "create trigger touch after update on quests_quest begin update quests_quest set title = title || '!' where id = new.id; end",
    ),
    oddity(
      'a row of another table refers to participants',
      'referring',
      `create table note (id integer primary key, participant_id integer references ${PARTICIPANTS} on delete cascade)`,
    ),
  ],
  postgresql: [
    oddity(
      'statuses are an enum',
      'quest status',
      "create type quest_status as enum ('open', 'in-progress', 'completed', 'late')",
      'alter table quests_quest alter status drop default',
      'alter table quests_quest alter status type quest_status using status::quest_status',
    ),
    oddity(
      'statuses are citext',
      'application status',
      'create extension if not exists citext',
      'alter table applications_application alter status type citext',
      "update applications_application set status = 'Approved' where id = 1",
    ),
    oddity('statuses are padded', 'quest status', 'alter table quests_quest alter status type char(15)'),
    oddity('statuses of applications are padded', 'application status', 'alter table applications_application alter status type char(15)'),
    oddity('ids are widened', 'ids', `alter table ${PARTICIPANTS} alter quest_id type numeric(20, 0)`),
    oddity(
      'ids without a default',
      'participants',
      `alter table ${PARTICIPANTS} alter id drop identity if exists`,
      `alter table ${PARTICIPANTS} alter id drop default`,
    ),
    oddity('a counter behind its rows', 'participants', `select setval(pg_get_serial_sequence('${PARTICIPANTS}', 'id'), 1, false)`),
    oddity(
      'columns that lost NOT NULL',
      'nullable',
      `alter table ${PARTICIPANTS} alter user_id drop not null, alter quest_id drop not null`,
      `update ${PARTICIPANTS} set user_id = null where id = 1`,
    ),
    oddity(
      'a view of the quests',
      'quests',
      'alter table quests_quest rename to behind',
      'create view quests_quest as select * from behind',
    ),
    oddity('policies', 'policies', `alter table ${PARTICIPANTS} enable row level security`),
    oddity(
      'a publication without replica identity',
      'publication',
      `create publication all_quests for table quests_quest`,
      'alter table quests_quest replica identity nothing',
    ),
    oddity('a rule on quests', 'quests', 'create rule hold as on update to quests_quest do instead nothing'),
    oddity(
      'a trigger on quests',
      'triggers',
      "create function touch() returns trigger language plpgsql as $$ begin new.title = new.title || '!'; return new; end $$",
      'create trigger touch before update on quests_quest for each row execute function touch()',
    ),
    {
      name: 'a table of another schema refers to participants and takes them along',
      kind: 'referring',
      statements: () => [
        'create schema hist',
        `create table hist.note (id int primary key, participant_id bigint references public.${PARTICIPANTS} on delete cascade)`,
      ],
      afterRepair: [`insert into hist.note select row_number() over (), id from public.${PARTICIPANTS}`],
    },
    {
      name: 'a table of another schema refers to participants and forgets them',
      kind: 'referring',
      statements: () => [
        'create schema hist',
        `create table hist.note (id int primary key, participant_id bigint references public.${PARTICIPANTS} on delete set null)`,
      ],
      afterRepair: [`insert into hist.note select row_number() over (), id from public.${PARTICIPANTS}`],
    },
    oddity(
      'a second schema with empty copies',
      'schemas',
      'create schema second',
      `create table second.${PARTICIPANTS} (like public.${PARTICIPANTS} including all)`,
    ),
  ],
  mariadb: [
    oddity(
      'statuses are an enum',
      'quest status',
      "alter table quests_quest modify status enum('open', 'in-progress', 'completed', 'late') not null",
    ),
    oddity('statuses are padded', 'quest status', 'alter table quests_quest modify status char(15) not null'),
    oddity(
      'statuses are compared by bytes',
      'application status',
      'alter table applications_application modify status varchar(15) character set utf8mb4 collate utf8mb4_bin not null',
    ),
    oddity(
      'statuses are compared without accents',
      'quest status',
      'alter table quests_quest modify status varchar(15) character set utf8mb4 collate utf8mb4_unicode_ci not null',
    ),
    oddity('ids are widened', 'ids', `alter table ${PARTICIPANTS} modify progress_notes mediumtext`),
    oddity('ids without AUTO_INCREMENT', 'participants', `alter table ${PARTICIPANTS} modify id bigint not null`),
    oddity(
      'columns that lost NOT NULL',
      'nullable',
      `alter table ${PARTICIPANTS} modify joined_at datetime(6) null`,
      `update ${PARTICIPANTS} set joined_at = null where id = 1`,
    ),
    oddity(
      'a view of the quests',
      'quests',
      'alter table quests_quest rename to behind',
      'create view quests_quest as select * from behind',
    ),
    oddity('a table without transactions', 'participants', `alter table ${PARTICIPANTS} engine = Aria transactional = 0`),
    oddity(
      'a trigger on quests',
      'triggers',
      "create trigger touch before update on quests_quest for each row set new.title = concat(new.title, '!')",
    ),
    {
      name: 'a table of another database refers to participants and takes them along',
      kind: 'referring',
      statements: async (database) => {
        const [row] = await database.query('select database() as name');
        const name = String(row?.['name']);
        return [
          `create database if not exists ${name}_hist`,
          `create table ${name}_hist.note (id int primary key, participant_id bigint, foreign key (participant_id) references ${name}.${PARTICIPANTS} (id) on delete cascade)`,
        ];
      },
      afterRepair: [`insert into {database}_hist.note select id, id from ${PARTICIPANTS}`],
      afterwards: ['drop database {database}_hist'],
    },
  ],
};

/** The kinds of oddities that an engine can have. */
export function odditiesOf(engine: TestDatabase['engine']): readonly Oddity[] {
  return [...VALUES, ...(OWN[engine] ?? [])];
}

/** A few oddities at once, by their names, at most one of each kind. */
export function oddSchema(engine: TestDatabase['engine']): fc.Arbitrary<readonly string[]> {
  const all = new Map(odditiesOf(engine).map(({ name, kind }) => [name, kind]));
  return fc.uniqueArray(fc.constantFrom(...all.keys()), { selector: (name) => all.get(name), minLength: 1, maxLength: 3 });
}

import { isCounted, keyOf, peerquestTables } from '../src/demo/schema.ts';
import type { BenchDatabase } from './big-database.ts';
import { plainCounts } from './plain-sql.ts';

/** What each engine spells in its own way; all else in the statements is the same on all three. */
interface Words {
  readonly now: string;
  /** A day from now. */
  readonly tomorrow: string;
  /** The number that a column's counter gives next; null where no counter stands apart. */
  readonly next: ((table: string, column: string) => string) | null;
  /** A text that is compared byte for byte, whatever the collation ignores. */
  readonly bytes: (text: string) => string;
  readonly joined: (one: string, other: string) => string;
  /** An amount that compares exactly: SQLite stores decimals as floating numbers. */
  readonly gold: (amount: string) => string;
  readonly clamped: (low: number, value: string, high: number) => string;
  readonly dividedBy: string;
  /** A JSON column that holds anything but an object. */
  readonly noObject: (column: string) => string;
  /** What follows "from": rows that no row of a table stands beside, in the form that is fast. `key` is null only where there is none. */
  readonly without: (rows: { readonly from: string; readonly where: string }, table: string, on: string, key: string) => string;
  /** A text that names a word, with no letter, digit, `_` or `-` beside it. */
  readonly names: (text: string, word: string) => string;
}

const same = (text: string): string => text;
const notExists: Words['without'] = ({ from, where }, table, on) =>
  `${from} where ${where} and not exists (select 1 from ${table} where ${on})`;
const BESIDE = '[^0-9A-Za-z_-]';

const WORDS: Readonly<Record<BenchDatabase['engine'], Words>> = {
  sqlite: {
    now: "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
    tomorrow: "strftime('%Y-%m-%d %H:%M:%f000', 'now', '+1 day')",
    next: null,
    bytes: same,
    joined: (one, other) => `${one} || ${other}`,
    gold: (amount) => `round(${amount} * 100)`,
    clamped: (low, value, high) => `min(${high}, max(${low}, ${value}))`,
    dividedBy: '/',
    noObject: (column) => `(not json_valid(${column}) or json_type(${column}) <> 'object')`,
    without: notExists,
    names: (text, word) => `(' ' || replace(${text}, ${word}, char(1)) || ' ') glob ('*${BESIDE}' || char(1) || '${BESIDE}*')`,
  },
  postgresql: {
    now: 'now()',
    tomorrow: "now() + interval '1 day'",
    next: (table, column) => `select last_value + is_called::int from ${table}_${column}_seq`,
    bytes: same,
    joined: (one, other) => `${one} || ${other}`,
    gold: same,
    clamped: (low, value, high) => `least(${high}, greatest(${low}, ${value}))`,
    dividedBy: '/',
    noObject: (column) => `jsonb_typeof(${column}) <> 'object'`,
    without: notExists,
    names: (text, word) => `(' ' || replace(${text}, ${word}, chr(1)) || ' ') ~ ('${BESIDE}' || chr(1) || '${BESIDE}')`,
  },
  mariadb: {
    now: 'now(6)',
    tomorrow: 'now(6) + interval 1 day',
    next: null,
    bytes: (text) => `binary ${text}`,
    joined: (one, other) => `concat(${one}, ${other})`,
    gold: same,
    clamped: (low, value, high) => `least(${high}, greatest(${low}, ${value}))`,
    dividedBy: 'div',
    noObject: (column) => `(not json_valid(${column}) or json_type(${column}) <> 'OBJECT')`,
    without: ({ from, where }, table, on, key) => `${from} left join ${table} on ${on} where ${where} and ${key} is null`,
    names: (text, word) =>
      `concat(' ', replace(${text}, ${word}, char(1 using utf8mb4)), ' ') regexp concat('${BESIDE}', char(1 using utf8mb4), '${BESIDE}')`,
  },
};

const [phase1 = '', phase2 = '', phase3 = '', phase4 = '', phase5 = '', ...totals] = plainCounts().trimEnd().split(';\n');

/** What an audit counts besides its checks: users audited, applications (approved ones beside them), participants, quests. */
export const plainTotals: readonly string[] = [
  ...totals.map((statement) => statement.replace(/;$/, '')),
  'select count(*) from quests_quest',
];

/**
 * The rival of every check that asks a database: by id, the statement that counts the same violations, as a person who knows the
 * engine would write it by hand. It counts and does nothing else: no causes, no asides.
 */
export function plainChecks(engine: BenchDatabase['engine']): Readonly<Record<string, string>> {
  const words = WORDS[engine];
  return {
    'approved-without-participant': phase1,
    'participant-without-approved-application': phase2,
    'quest-status': phase3,
    'quest-assignment': phase4,
    'duplicate-participant': phase5,
    ...workflow(words),
    ...profile(words),
    ...guild,
    ...xp(words),
    ...gold(words),
    ...completion(words),
    'orphan-reference': orphans(words),
    'unknown-status': unknownWords(words),
    'sequence-behind': behind(words),
    'constraint-not-validated': broken(words),
    'clock-ahead': ahead(words),
    // The schema refuses what it looks for.
    'unexpected-null': 'select 0',
  };
}

const active = (condition: string): string =>
  `select 1 from quests_questparticipant p where p.quest_id = q.id and p.status <> 'dropped'${condition}`;
const lastWord = (application: string): string => `coalesce(${application}.reviewed_at, ${application}.applied_at)`;

const workflow = ({ without }: Words): Readonly<Record<string, string>> => ({
  'in-progress-without-active-participant': `select count(*) from quests_quest q where q.status = 'in-progress' and not exists (${active('')})`,
  'assignee-not-active-participant': `select count(*) from quests_quest q where q.assigned_to_id is not null and not exists (${active(' and p.user_id = q.assigned_to_id')}) and not (q.status = 'open' and exists (select 1 from applications_application a where a.quest_id = q.id and a.applicant_id = q.assigned_to_id and a.status = 'kicked'))`,
  'approved-but-dropped': `select count(*) from quests_questparticipant p join applications_application a on a.quest_id = p.quest_id and a.applicant_id = p.user_id and a.status = 'approved' where p.status = 'dropped' and not exists (select 1 from applications_application l where l.quest_id = a.quest_id and l.applicant_id = a.applicant_id and l.status in ('approved', 'kicked') and (${lastWord('l')} > ${lastWord('a')} or (${lastWord('l')} = ${lastWord('a')} and l.id > a.id))) and not exists (select 1 from quests_questparticipant o where o.quest_id = p.quest_id and o.user_id = p.user_id and o.status <> 'dropped')`,
  'application-pending-twice': `select count(*) from (select 1 from applications_application where status = 'pending' group by quest_id, applicant_id having count(*) > 1) d`,
  'application-attempt-missing': `select count(*) from ${without({ from: 'applications_application a', where: '1 = 1' }, 'applications_applicationattempt t', 't.application_id = a.id', 't.id')}`,
  'application-attempt-surplus': `select count(*) from (select 1 from applications_applicationattempt t group by t.quest_id, t.applicant_id having max(t.attempt_number) > (select count(*) from applications_application a where a.quest_id = t.quest_id and a.applicant_id = t.applicant_id)) d`,
});

const isBlank = (text: string): string => `trim(${text}) = ''`;
const WHITESPACE = [' ', '\t', '\n', '\r'].map((space) => `u.email like '%${space}%'`).join(' or ');
const isMalformed = `u.email not like '%_@_%' or not (u.email like '%@%_.__%' or u.email like '%@[%]' or lower(u.email) like '%@localhost') or u.email like '%@.%' or u.email like '%.' or (u.email not like '"%' and (u.email like '%@%@%' or u.email like '%..%' or ${WHITESPACE}))`;
const JSON_COLUMNS = [
  'settings',
  'social_links',
  'notification_preferences',
  'privacy_settings',
  'spending_limits',
  'verification_documents',
];

function profile({ bytes, now, noObject }: Words): Readonly<Record<string, string>> {
  const shared = (column: string): string =>
    `left join (select ${bytes(`lower(${column})`)} as folded from users_user group by ${bytes(`lower(${column})`)} having count(*) > 1) s on s.folded = ${bytes(`lower(u.${column})`)}`;
  return {
    'profile-email': `select count(*) from users_user u ${shared('email')} where ${isBlank('u.email')} or ${isMalformed} or s.folded is not null`,
    'profile-username': `select count(*) from users_user u ${shared('username')} where ${isBlank('u.username')} or s.folded is not null`,
    'profile-privilege': `select count(*) from users_user where ${bytes('role')} in ('admin', 'moderator') and not is_staff and not is_superuser`,
    'profile-superuser-unverified': `select count(*) from users_user where is_superuser and not email_verified`,
    'profile-expired-ban': `select count(*) from users_user where is_banned and ban_expires_at < ${now}`,
    'profile-ban-fields': `select count(*) from users_user where not is_banned and (ban_expires_at is not null or trim(ban_reason) <> '')`,
    'profile-json': `select count(*) from users_user where ${JSON_COLUMNS.map(noObject).join(' or ')}`,
  };
}

const ENDED = "('left', 'kicked', 'rejected')";

const guild = {
  'guild-member-count': `select count(*) from guilds_guild g where g.member_count <> (select count(*) from guilds_guildmembership m where m.guild_id = g.guild_id and m.is_active)`,
  'guild-owner-membership': `select count(*) from guilds_guild g where not exists (select 1 from guilds_guildmembership m where m.guild_id = g.guild_id and m.user_id = g.owner_id and m.role = 'owner' and m.status = 'approved' and m.is_active)`,
  'guild-membership-state': `select count(*) from guilds_guildmembership m where ((m.is_active and m.status in ${ENDED}) or (not m.is_active and m.status = 'approved' and m.left_at is null)) and not exists (select 1 from guilds_guild g where g.guild_id = m.guild_id and g.owner_id = m.user_id)`,
  'guild-approved-request-without-membership': `select count(*) from guilds_guildjoinrequest r left join guilds_guildmembership m on m.guild_id = r.guild_id and m.user_id = r.user_id where r.is_approved and (m.id is null or (not m.is_active and (m.left_at is null or m.left_at < r.processed_at)))`,
  'guild-foreign-owner': `select count(*) from guilds_guildmembership m join guilds_guild g on g.guild_id = m.guild_id where m.role = 'owner' and m.user_id <> g.owner_id`,
  'guild-rejoin-blocked': `select count(*) from guilds_guildjoinrequest r join guilds_guildmembership m on m.guild_id = r.guild_id and m.user_id = r.user_id where r.is_approved and m.status = 'left' and not m.is_active and m.left_at is not null and (r.processed_at is null or m.left_at >= r.processed_at)`,
};

/** How many of a group's amounts give, less those that take back. */
const timesPaid = (amount: string): string => `sum(case when ${amount} > 0 then 1 when ${amount} < 0 then -1 else 0 end)`;

function xp({ bytes, clamped, dividedBy }: Words): Readonly<Record<string, string>> {
  const completed = `select count(distinct q.id) from quests_questparticipant p join quests_quest q on q.id = p.quest_id where p.user_id = paid.user_id and p.status = 'completed' and ${bytes('q.title')} = paid.title`;
  const left = `select count(distinct q.id) from applications_application a join quests_quest q on q.id = a.quest_id where a.applicant_id = paid.user_id and a.status = 'approved' and ${bytes('q.title')} = paid.title and not exists (select 1 from quests_questparticipant p where p.quest_id = a.quest_id and p.user_id = a.applicant_id)`;
  const paid = `select user_id, ${bytes('substr(reason, 18)')} as title, ${timesPaid('amount')} as entries from users_xptransaction where ${bytes('substr(reason, 1, 17)')} = 'Completed quest: ' group by user_id, ${bytes('substr(reason, 18)')} having ${timesPaid('amount')} > 1`;
  return {
    'quest-xp-reward': `select count(*) from quests_quest where xp_reward <> case ${bytes('difficulty')} when 'initiate' then 25 when 'adventurer' then 50 when 'champion' then 100 when 'mythic' then 200 end`,
    'user-level': `select count(*) from users_user u left join (select user_id, sum(amount) as xp from users_xptransaction group by user_id) t on t.user_id = u.id where u.level <> ${clamped(1, `coalesce(t.xp, 0) ${dividedBy} 1000`, 100)}`,
    'xp-total-negative': `select count(*) from (select 1 from users_xptransaction group by user_id having sum(amount) < 0) d`,
    'xp-paid-twice': `select count(*) from (select entries, (${completed}) as completed, (${left}) as gone from (${paid}) paid) c where completed > 0 and entries > completed + gone`,
  };
}

function gold({ bytes, gold: exact, names }: Words): Readonly<Record<string, string>> {
  const sums = `select user_id, sum(${exact('amount')}) as gold from transactions_transaction group by user_id`;
  const refunds = `select c.id, c.user_id, c.status, ${timesPaid('t.amount')} as refunds, sum(${exact('t.amount')}) as gold from transactions_cashoutrequest c join transactions_transaction t on t.user_id = c.user_id and t.type = 'REFUND' and t.quest_id is null and t.description like 'Refund for % cashout request #%' and ${names('t.description', 'cast(c.id as char(20))')} group by c.id, c.user_id, c.status`;
  const once = `r.refunds = 1 and r.status = 'REJECTED'`;
  return {
    'gold-balance': `select count(*) from transactions_userbalance b left join (${sums}) t on t.user_id = b.user_id where ${exact('b.gold_balance')} <> coalesce(t.gold, 0)`,
    'gold-balance-missing': `select count(*) from users_user u where not exists (select 1 from transactions_userbalance b where b.user_id = u.id) and (exists (select 1 from quests_questparticipant p where p.user_id = u.id) or exists (select 1 from transactions_transaction t where t.user_id = u.id))`,
    'gold-balance-negative': `select count(*) from transactions_userbalance where gold_balance < 0`,
    'payment-without-purchase': `select count(*) from (select 1 from payments_paymentproof v left join transactions_transaction t on t.user_id = v.user_id and t.type = 'PURCHASE' and ${names('t.description', 'v.payment_reference')} where v.status = 'verified' group by v.id having ${timesPaid('t.amount')} <> 1) d`,
    'cashout-refunded-twice': `select count(*) from (select r.*, sum(case when ${once} then r.gold else 0 end) over (partition by r.user_id) as once from (${refunds}) r) r left join transactions_userbalance b on b.user_id = r.user_id where r.refunds > 1 or (${once} and ${exact('b.gold_balance')} - r.once = (select sum(${exact('t.amount')}) from transactions_transaction t where t.user_id = r.user_id))`,
    'reward-paid-twice': `select count(*) from (select 1 from (select quest_id, user_id, case when type = 'QUEST_BONUS' or ${bytes('substr(description, 1, 10)')} = 'Bonus for:' then 1 else 0 end as bonus from transactions_transaction where type in ('REWARD', 'QUEST_REWARD', 'QUEST_BONUS') and amount > 0 and quest_id is not null) t group by quest_id, user_id, bonus having count(*) > 1) d`,
  };
}

function completion({ bytes, joined }: Words): Readonly<Record<string, string>> {
  const reason = joined("'Completed quest: '", 'q.title');
  return {
    'completed-quest-without-date': `select count(*) from quests_quest where status = 'completed' and completed_at is null`,
    'completion-date-on-unfinished-quest': `select count(*) from quests_quest where completed_at is not null and status <> 'completed'`,
    'active-participant-in-completed-quest': `select count(*) from quests_questparticipant p join quests_quest q on q.id = p.quest_id where q.status = 'completed' and p.status not in ('completed', 'dropped')`,
    'completed-participant-without-date': `select count(*) from quests_questparticipant where status = 'completed' and completed_at is null`,
    'completed-quest-without-participants': `select count(*) from quests_quest q where q.status = 'completed' and not exists (select 1 from quests_questparticipant p where p.quest_id = q.id)`,
    'completion-unrewarded': `select count(*) from quests_questparticipant p join quests_quest q on q.id = p.quest_id where p.status = 'completed' and q.status = 'completed' and not exists (select 1 from quests_questcompletionlog l where l.quest_id = p.quest_id and l.adventurer_id = p.user_id) and not exists (select 1 from transactions_transaction t where t.quest_id = p.quest_id and t.user_id = p.user_id and t.amount > 0 and t.type in ('REWARD', 'QUEST_REWARD')) and not exists (select 1 from users_xptransaction x where x.user_id = p.user_id and ${bytes('x.reason')} = ${bytes(`(${reason})`)})`,
    'completion-before-joining': `select count(*) from quests_questparticipant where completed_at < joined_at`,
  };
}

const total = (counts: readonly string[]): string => `select sum(n) from (${counts.join(' union all ')}) d`;

interface Reference {
  readonly table: string;
  readonly column: string;
  readonly target: string;
}

const FOREIGN_KEYS: readonly Reference[] = peerquestTables.flatMap(({ name: table, columns }) =>
  columns.flatMap(({ name: column, references: target }) => (target === null ? [] : [{ table, column, target }])),
);

/** What follows "select … from": the rows of a reference that lead nowhere. */
const dangling = ({ without }: Words, { table, column, target }: Reference): string =>
  without(
    { from: `${table} c`, where: `c.${column} is not null` },
    `${target} t`,
    `t.${keyOf(target)} = c.${column}`,
    `t.${keyOf(target)}`,
  );

/** Every foreign key of the schema, and the one column that means a reference without being one. */
function orphans(words: Words): string {
  const further = { table: 'quests_questparticipant', column: 'application_id', target: 'applications_application' };
  return total([...FOREIGN_KEYS, further].map((reference) => `select count(*) as n from ${dangling(words, reference)}`));
}

/** Foreign keys that rows break. */
function broken(words: Words): string {
  return total(FOREIGN_KEYS.map((reference) => `select case when count(*) > 0 then 1 else 0 end as n from ${dangling(words, reference)}`));
}

/** Counters that will give a number that is there. */
function behind({ next }: Words): string {
  if (next === null) return 'select 0';
  return total(
    peerquestTables.flatMap(({ name, columns }) =>
      columns
        .filter(isCounted)
        .map(
          ({ name: column }) => `select count(*) as n from (select max(${column}) as m from ${name}) t where m >= (${next(name, column)})`,
        ),
    ),
  );
}

/** Times that lie ahead, but for the ends of bans. */
function ahead({ tomorrow }: Words): string {
  return total(
    peerquestTables.flatMap(({ name, columns }) => {
      const times = columns.filter((column) => column.type === 'timestamp' && column.name !== 'ban_expires_at');
      const counted = times.map((column) => `coalesce(sum(case when ${column.name} > ${tomorrow} then 1 else 0 end), 0)`);
      return counted.length === 0 ? [] : [`select ${counted.join(' + ')} as n from ${name}`];
    }),
  );
}

/** The words that the application knows, by table and column. */
const KNOWN = [
  ['users_user', 'role', "'quest_maker', 'adventurer', 'moderator', 'admin'"],
  ['quests_quest', 'difficulty', "'initiate', 'adventurer', 'champion', 'mythic'"],
  ['quests_quest', 'status', "'open', 'in-progress', 'completed'"],
  ['quests_questparticipant', 'status', "'joined', 'in_progress', 'completed', 'dropped'"],
  ['applications_application', 'status', "'pending', 'approved', 'rejected', 'kicked'"],
  ['quests_questsubmission', 'status', "'pending', 'approved', 'needs_revision', 'superseded'"],
  ['guilds_guildmembership', 'role', "'owner', 'admin', 'member'"],
  ['guilds_guildmembership', 'status', "'pending', 'approved', 'rejected', 'left', 'kicked'"],
  ['payments_paymentproof', 'status', "'queued', 'processing', 'verified', 'rejected'"],
  ['transactions_cashoutrequest', 'status', "'PENDING', 'COMPLETED', 'REJECTED'"],
] as const;

function unknownWords({ bytes }: Words): string {
  return total(KNOWN.map(([table, column, known]) => `select count(*) as n from ${table} where ${bytes(column)} not in (${known})`));
}

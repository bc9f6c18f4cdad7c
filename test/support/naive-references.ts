import fc from 'fast-check';
import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';

/** Rows by table. */
export type RowsByTable = Readonly<Record<string, readonly PartialRow[]>>;

const people = ['a0000000000040008000000000000001', 'b0000000000040008000000000000002', 'c0000000000040008000000000000003'] as const;
const guilds = ['90000000000040008000000000000001', '90000000000040008000000000000002'] as const;
const id = fc.integer({ min: 1, max: 3 });
const person = fc.constantFrom(...people);
const guild = fc.constantFrom(...guilds);
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value);
const word = (...known: string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.constantFrom('', 'Open', 'nonsense', `${known[0]} `) },
  );

const rows = (columns: Record<string, fc.Arbitrary<string | number | null>>, key = 'id'): fc.Arbitrary<readonly PartialRow[]> =>
  fc.array(fc.record(columns), { maxLength: 3 }).map((list) => list.map((row, index) => ({ [key]: index + 1, ...row })));
const keyed = (keys: readonly string[], key: string, columns: Record<string, fc.Arbitrary<string | number | null>>) =>
  fc
    .subarray([...keys])
    .chain((chosen) => fc.tuple(...chosen.map((value) => fc.record(columns).map((row): PartialRow => ({ [key]: value, ...row })))));

/** Databases whose references lead nowhere as often as not, with words that are nobody's. */
export const generatedReferences: fc.Arbitrary<RowsByTable> = fc.record({
  users_user: fc.subarray([...people], { minLength: 1 }).chain((chosen) =>
    fc.tuple(
      ...chosen.map((value, index) =>
        word('adventurer', 'admin', 'quest_maker', 'moderator').map((role): PartialRow => ({
          id: value,
          username: `user${index}`,
          role,
        })),
      ),
    ),
  ),
  quests_questcategory: rows({}),
  quests_quest: rows({
    status: word('open', 'in-progress', 'completed'),
    difficulty: word('initiate', 'adventurer', 'champion', 'mythic'),
    assigned_to_id: optional(person),
    creator_id: person,
    category_id: id,
  }),
  quests_questparticipant: fc
    .uniqueArray(
      fc.record({
        status: word('joined', 'in_progress', 'completed', 'dropped'),
        quest_id: id,
        user_id: person,
        application_id: optional(id),
      }),
      { maxLength: 4, selector: (row) => `${row.quest_id} ${row.user_id}` },
    )
    .map((list) => list.map((row, index) => ({ id: index + 1, ...row }))),
  applications_application: rows({
    status: word('pending', 'approved', 'rejected', 'kicked'),
    quest_id: id,
    applicant_id: person,
    reviewed_by_id: optional(person),
  }),
  quests_questsubmission: rows({
    status: word('pending', 'approved', 'needs_revision', 'superseded'),
    quest_participant_id: id,
    reviewed_by_id: optional(person),
  }),
  guilds_guild: keyed(guilds, 'guild_id', { owner_id: person, disabled_by_id: optional(person) }).map((list) =>
    list.map((row, index) => ({ ...row, name: `guild${index}` })),
  ),
  guilds_guildmembership: fc
    .uniqueArray(
      fc.record({
        role: word('owner', 'admin', 'member'),
        status: word('pending', 'approved', 'rejected', 'left', 'kicked'),
        guild_id: guild,
        user_id: person,
        approved_by_id: optional(person),
      }),
      { maxLength: 3, selector: (row) => `${row.guild_id} ${row.user_id}` },
    )
    .map((list) => list.map((row, index) => ({ id: index + 1, ...row }))),
  payments_paymentproof: rows({
    status: word('queued', 'processing', 'verified', 'rejected'),
    user_id: person,
    gold_package_id: optional(id),
  }).map((list) => list.map((row) => ({ ...row, payment_reference: `reference${row['id']}` }))),
  payments_goldpackage: rows({}),
  transactions_transaction: rows({ user_id: person, quest_id: optional(id) }, 'transaction_id'),
  transactions_cashoutrequest: rows({
    status: word('PENDING', 'COMPLETED', 'REJECTED'),
    user_id: person,
    transaction_id: optional(id),
  }),
});

/** The rows of such a database as a test inserts them. */
export function datasetOf(tables: RowsByTable): Dataset {
  return Object.entries(tables);
}

/** `table.column -> table.key`, written down once more. */
const LEADS_TO = `
  quests_quest.assigned_to_id users_user.id            quests_quest.creator_id users_user.id
  quests_quest.category_id quests_questcategory.id     quests_questparticipant.quest_id quests_quest.id
  quests_questparticipant.user_id users_user.id        quests_questparticipant.application_id applications_application.id
  applications_application.quest_id quests_quest.id    applications_application.applicant_id users_user.id
  applications_application.reviewed_by_id users_user.id
  quests_questsubmission.quest_participant_id quests_questparticipant.id
  quests_questsubmission.reviewed_by_id users_user.id  guilds_guild.owner_id users_user.id
  guilds_guild.disabled_by_id users_user.id            guilds_guildmembership.guild_id guilds_guild.guild_id
  guilds_guildmembership.user_id users_user.id         guilds_guildmembership.approved_by_id users_user.id
  payments_paymentproof.user_id users_user.id          payments_paymentproof.gold_package_id payments_goldpackage.id
  transactions_transaction.user_id users_user.id       transactions_transaction.quest_id quests_quest.id
  transactions_cashoutrequest.user_id users_user.id
  transactions_cashoutrequest.transaction_id transactions_transaction.transaction_id`
  .trim()
  .split(/\s+/);

const WORDS: Readonly<Record<string, string>> = {
  'users_user.role': 'quest_maker adventurer moderator admin',
  'quests_quest.difficulty': 'initiate adventurer champion mythic',
  'quests_quest.status': 'open in-progress completed',
  'quests_questparticipant.status': 'joined in_progress completed dropped',
  'applications_application.status': 'pending approved rejected kicked',
  'quests_questsubmission.status': 'pending approved needs_revision superseded',
  'guilds_guildmembership.role': 'owner admin member',
  'guilds_guildmembership.status': 'pending approved rejected left kicked',
  'payments_paymentproof.status': 'queued processing verified rejected',
  'transactions_cashoutrequest.status': 'PENDING COMPLETED REJECTED',
};

const keyOf = (row: PartialRow): string => String(row['id'] ?? row['guild_id'] ?? row['transaction_id']);
const split = (name: string): readonly [string, string] => [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];

/** References that lead nowhere, as sorted lines; with a person, of rows in which any reference names that person. */
export function naiveOrphans(tables: RowsByTable, userId: string | null): readonly string[] {
  const lines: string[] = [];
  for (let index = 0; index < LEADS_TO.length; index += 2) {
    const [table, column] = split(LEADS_TO[index] ?? '');
    const [target, key] = split(LEADS_TO[index + 1] ?? '');
    for (const row of tables[table] ?? []) {
      const value = row[column] ?? null;
      if (value === null || tables[target]?.some((other) => other[key] === value) === true) continue;
      const owners = LEADS_TO.filter(
        (name, place) => place % 2 === 0 && name.startsWith(`${table}.`) && LEADS_TO[place + 1] === 'users_user.id',
      );
      if (userId !== null && !owners.some((owner) => row[split(owner)[1]] === userId)) continue;
      lines.push(`${table} ${keyOf(row)} ${column} ${value}`);
    }
  }
  return lines.sort();
}

/** Rows with a word that the application does not know, as sorted lines; with a person, of that person's rows. */
export function naiveUnknown(tables: RowsByTable, userId: string | null): readonly string[] {
  const lines: string[] = [];
  const participations = (tables['quests_questparticipant'] ?? []).filter((row) => row['user_id'] === userId);
  const isOwn = (table: string, row: PartialRow): boolean => {
    if (table === 'users_user') return row['id'] === userId;
    if (table === 'quests_quest') return participations.some((own) => own['quest_id'] === row['id']);
    if (table === 'quests_questsubmission') return participations.some((own) => own['id'] === row['quest_participant_id']);
    return (row['user_id'] ?? row['applicant_id']) === userId;
  };
  for (const [name, words] of Object.entries(WORDS)) {
    const [table, column] = split(name);
    for (const row of tables[table] ?? []) {
      const value = String(row[column]);
      if (value !== '' && words.split(' ').includes(value)) continue;
      if (userId === null || isOwn(table, row)) lines.push(`${table} ${keyOf(row)} ${column} ${value}`);
    }
  }
  return lines.sort();
}

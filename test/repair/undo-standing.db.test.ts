import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import { describeEngines, propertyEngines } from '../support/databases.ts';
import { QUEST_CHECKS } from '../support/repairing.ts';
import {
  describeLaterChanges,
  numberedId,
  numberIn,
  numbersTo,
  type LaterChange,
  type Steps,
  type World,
} from '../support/undo-conflicts.ts';

const ANN = numberedId('a', 1);
const BOB = numberedId('b', 2);
const EVE = numberedId('e', 3);
const QUEST = 'quests_quest';
const PARTICIPANT = 'quests_questparticipant';
const MEMBERSHIP = 'guilds_guildmembership';

const people: Dataset[number] = ['users_user', [ANN, BOB, EVE].map((id, n) => ({ id, username: `person ${n}`, email: `person ${n}` }))];
const category: Dataset[number] = ['quests_questcategory', [{ id: 1, name: 'General' }]];

const questRow = (id: number, row: PartialRow): PartialRow => ({
  ...{ id, title: `Quest ${id}`, creator_id: EVE, category_id: 1, status: 'in-progress', assigned_to_id: ANN },
  ...{ updated_at: '2025-07-01 12:00:00.123456', ...row },
});
const participantRow = (id: number, quest_id: number, user_id: string, row: PartialRow = {}): PartialRow => ({
  ...{ id, quest_id, user_id, status: 'joined', joined_at: '2025-07-01 09:00:00.500000', ...row },
});
const approvalRow = (id: number, quest_id: number, applicant_id: string, hour: number): PartialRow => ({
  ...{ id, quest_id, applicant_id, status: 'approved', applied_at: '2025-07-01 08:00:00', reviewed_at: `2025-07-01 ${hour}:00:00` },
});

/** A quest after its repair. */
interface Quest {
  readonly number: number;
  /** The participant that the repair made. */
  readonly made: number;
}
const questEntity: World<Quest>['entity'] = (number, rows) => ({
  number,
  made: Number(
    rows(PARTICIPANT).find((row) => Number(row['quest_id']) === number && numberIn(row['user_id']) === numberIn(BOB))?.['id'] ?? 0,
  ),
});
const numberOf = {
  [QUEST]: ({ id }: Readonly<Record<string, unknown>>) => Number(id),
  [PARTICIPANT]: ({ quest_id }: Readonly<Record<string, unknown>>) => Number(quest_id),
};

const ofQuest =
  (change: string) =>
  ({ number }: Quest): Steps => [`update ${QUEST} set ${change} where id = ${number}`];
const ofUser =
  (user: string, change: string) =>
  ({ number }: Quest): Steps => [`update ${PARTICIPANT} set ${change} where quest_id = ${number} and user_id = '${user}'`];
const leaves =
  (user: string) =>
  ({ number }: Quest): Steps => [`delete from ${PARTICIPANT} where quest_id = ${number} and user_id = '${user}'`];
const both =
  (...parts: readonly ((quest: Quest) => Steps)[]) =>
  (quest: Quest): Steps =>
    parts.flatMap((part) => part(quest));
const madeRests =
  (words: string) =>
  ({ made }: Quest): string =>
    `${PARTICIPANT} ${made}: ${words}`;
const ASSIGNED = 'its quest has been assigned to its user since';
const ALONE = 'its quest would be left without an active participant';

/** Quests that keep their assignee: the repair makes the participant of another approval, and nothing else. */
const inserted: World<Quest> = {
  request: { targets: ['quest'], checks: QUEST_CHECKS },
  rows: (count) => [
    people,
    category,
    [QUEST, numbersTo(count).map((number) => questRow(number, {}))],
    [PARTICIPANT, numbersTo(count).map((number) => participantRow(number, number, ANN))],
    ['applications_application', numbersTo(count).map((number) => approvalRow(number, number, BOB, 13))],
  ],
  entity: questEntity,
  numberOf,
  undoes: [`delete ${PARTICIPANT}`],
};
const afterInsert: readonly LaterChange<Quest>[] = [
  { what: 'the quest is assigned to the new participant', does: ofQuest(`assigned_to_id = '${BOB}'`), then: madeRests(ASSIGNED) },
  {
    what: 'the quest is assigned to the new participant and the assignee leaves',
    does: both(ofQuest(`assigned_to_id = '${BOB}'`), leaves(ANN)),
    then: ({ made }) => `${madeRests(ASSIGNED)({ number: 0, made })}; ${madeRests(ALONE)({ number: 0, made })}`,
  },
  { what: 'the only other participant is kicked', does: ofUser(ANN, "status = 'dropped'"), then: madeRests(ALONE) },
  {
    what: 'the only other participant leaves a completed quest',
    does: both(leaves(ANN), ofQuest("status = 'completed'")),
    then: madeRests(ALONE),
  },
  {
    what: 'the other one leaves and the quest is opened',
    does: both(leaves(ANN), ofQuest("status = 'open', assigned_to_id = null")),
    then: 'taken back',
  },
  { what: 'the quest is assigned to nobody', does: ofQuest('assigned_to_id = null'), then: 'taken back' },
  { what: 'the title of the quest is changed', does: ofQuest("title = 'Other'"), then: 'taken back' },
];

/** Quests that were assigned to who is missing already: the undo brings back what was found before, and no more. */
const wasAssigned: World<Quest> = {
  ...inserted,
  rows: (count) =>
    inserted
      .rows(count)
      .map(([table, rows]) => [table, table === QUEST ? rows.map((row) => ({ ...row, assigned_to_id: BOB })) : rows] as const),
};
const afterThat: readonly LaterChange<Quest>[] = [
  { what: 'nothing that matters', does: ofQuest("description = 'Other'"), then: 'taken back' },
  {
    what: 'the quest is assigned to another person and back',
    does: both(ofQuest('assigned_to_id = null'), ofQuest(`assigned_to_id = '${BOB}'`)),
    then: 'taken back',
  },
  { what: 'the other participant leaves', does: leaves(ANN), then: madeRests(ALONE) },
];

/** Quests that the repair hands from one to another, as the later approval is the other's. */
const handedOver: World<Quest> = {
  ...inserted,
  rows: (count) =>
    inserted
      .rows(count)
      .map(([table, rows]) =>
        table === 'applications_application'
          ? ([table, [...rows, ...numbersTo(count).map((number) => approvalRow(1000 + number, number, ANN, 11))]] as const)
          : ([table, rows] as const),
      ),
  undoes: [`update ${QUEST}`, `delete ${PARTICIPANT}`],
};
const afterHandingOver: readonly LaterChange<Quest>[] = [
  {
    what: 'the assignee of before is kicked',
    does: ofUser(ANN, "status = 'dropped'"),
    then: ({ number, made }) => `${QUEST} ${number}: its assignee of before has left it since; ${PARTICIPANT} ${made}: ${ALONE}`,
  },
  { what: 'the assignee of before writes notes', does: ofUser(ANN, "progress_notes = 'busy'"), then: 'taken back' },
];

/** People with two rows on a quest, of which the repair deletes the later one and writes nothing else. */
const merged: World<Quest> = {
  request: { targets: ['duplicate-participant'], checks: ['duplicate-participant'], duplicates: { keep: 'earliest', pairs: null } },
  rows: (count) => [
    people,
    category,
    [QUEST, numbersTo(count).map((number) => questRow(number, {}))],
    [
      PARTICIPANT,
      numbersTo(count).flatMap((number) => [
        participantRow(number * 10, number, ANN),
        participantRow(number * 10 + 1, number, ANN, { joined_at: '2025-07-01 10:00:00.500000' }),
      ]),
    ],
  ],
  entity: questEntity,
  numberOf,
  undoes: [`insert ${PARTICIPANT}`],
};
const cameBack = ({ number }: Quest): string => `${PARTICIPANT} ${number * 10 + 1}: its user has left the quest since`;
const afterMerging: readonly LaterChange<Quest>[] = [
  { what: 'the person is kicked', does: ofUser(ANN, "status = 'dropped'"), then: cameBack },
  { what: 'the person leaves', does: leaves(ANN), then: cameBack },
  { what: 'the person starts', does: ofUser(ANN, "status = 'in_progress'"), then: 'taken back' },
];

/** A guild after its repair. */
interface Guild {
  readonly id: string;
  /** The membership that the repair made. */
  readonly made: number;
}
const isOf = (number: number, user: string) => (row: Readonly<Record<string, unknown>>) =>
  numberIn(row['guild_id']) === number && numberIn(row['user_id']) === numberIn(user);

/** Guilds whose count is right already: the repair makes the membership of an approved request, and nothing else. */
const joined: World<Guild> = {
  request: { targets: ['guild'], checks: ['guild-approved-request-without-membership', 'guild-member-count'] },
  rows: (count) => [
    people,
    [
      'guilds_guild',
      numbersTo(count).map((number) => ({
        ...{ guild_id: numberedId('6', number), name: `Guild ${number}`, description: 'for all', owner_id: ANN, member_count: 2 },
      })),
    ],
    [
      MEMBERSHIP,
      numbersTo(count).map((id) => ({
        ...{ id, guild_id: numberedId('6', id), user_id: ANN, role: 'owner', status: 'approved', is_active: 1 },
      })),
    ],
    [
      'guilds_guildjoinrequest',
      numbersTo(count).map((id) => ({
        ...{
          id,
          guild_id: numberedId('6', id),
          user_id: BOB,
          is_approved: 1,
          processed_at: '2025-07-01 08:00:00.250000',
          processed_by_id: ANN,
        },
      })),
    ],
  ],
  entity: (number, rows) => ({
    id: String(rows('guilds_guild').find(({ guild_id }) => numberIn(guild_id) === number)?.['guild_id']),
    made: Number(rows(MEMBERSHIP).find(isOf(number, BOB))?.['id']),
  }),
  numberOf: { guilds_guild: ({ guild_id }) => numberIn(guild_id), [MEMBERSHIP]: ({ guild_id }) => numberIn(guild_id) },
  undoes: [`delete ${MEMBERSHIP}`],
};
const ofGuild =
  (change: string) =>
  ({ id }: Guild): Steps => [`update guilds_guild set ${change} where guild_id = '${id}'`];
const afterJoining: readonly LaterChange<Guild>[] = [
  {
    what: 'the guild is handed to the new member',
    does: ofGuild(`owner_id = '${BOB}'`),
    then: ({ made }) => `${MEMBERSHIP} ${made}: its guild has been handed to its user since`,
  },
  { what: 'the guild is handed to another person', does: ofGuild(`owner_id = '${EVE}'`), then: 'taken back' },
  { what: 'the guild gets another name', does: ofGuild("welcome_message = 'Welcome'"), then: 'taken back' },
];

describeEngines('what has come to rest on the rows of a repair', { engines: propertyEngines('postgresql') }, (database) => {
  describeLaterChanges('a new participant', database, inserted, afterInsert);
  describeLaterChanges('a new participant to whom the quest was assigned before', database, wasAssigned, afterThat);
  describeLaterChanges('a quest that was handed over', database, handedOver, afterHandingOver);
  describeLaterChanges('a new member', database, joined, afterJoining);
});

describeEngines('what has come to rest on merged rows', { oldSchema: true, engines: propertyEngines('mariadb') }, (database) => {
  describeLaterChanges('a duplicate that was deleted', database, merged, afterMerging);
});

import { z } from 'zod';
import { misfitOf } from '../src/shape.ts';
import { plannedLine } from '../src/repair/shapes.ts';

/** How long it takes to look at one record of a plan: our shapes, and zod, against parsing its JSON (docs/decisions/0016). */

const RECORDS = 200_000;

const student = '51000000-0000-4000-8000-000000000001';
const record = {
  target: 'quest',
  id: 5,
  changes: [
    {
      check: 'approved-without-participant',
      table: 'quests_questparticipant',
      operation: 'insert',
      key: { quest_id: 5, user_id: student },
      before: null,
      after: { status: 'joined', joined_at: '2025-07-01 10:00:00', application_id: 7, quest_id: 5, user_id: student, completed_at: null },
    },
    {
      check: 'quest-status',
      table: 'quests_quest',
      operation: 'update',
      key: { id: 5 },
      before: { status: 'open', assigned_to_id: null },
      after: { status: 'in-progress', assigned_to_id: student, updated_at: { $made: 'now' } },
    },
  ],
  words: [['the participant is made', 'the quest is begun']],
  doubtful: 0,
};

const value = z.union([
  z.null(),
  z.boolean(),
  z.string(),
  z.number().int(),
  z.object({ $int: z.string() }),
  z.object({ $real: z.string() }),
  z.object({ $hex: z.string() }),
  z.object({ $made: z.enum(['now', 'id']) }),
]);
const row = z.record(z.string(), value);
const schema = z.object({
  target: z.string(),
  id: z.union([z.number().int(), z.string()]),
  changes: z.array(
    z.object({
      check: z.string(),
      table: z.string(),
      operation: z.enum(['insert', 'update', 'delete']),
      key: row,
      before: row.nullable(),
      after: row.nullable(),
      byDatabase: z.array(z.string()).optional(),
    }),
  ),
  words: z.array(z.array(z.string())),
  doubtful: z.number().int().min(0),
});

const json = JSON.stringify(record);
const ways: Readonly<Record<string, () => boolean>> = {
  'JSON.parse': () => JSON.parse(json) !== null,
  shape: () => misfitOf(record, plannedLine) === null,
  zod: () => schema.safeParse(record).success,
};
for (const [name, look] of Object.entries(ways)) {
  // The first round is for the compiler.
  for (const isMeasured of [false, true]) {
    const startedAt = performance.now();
    for (let count = 0; count < RECORDS; count++) if (!look()) throw new Error(`${name} refuses the record.`);
    if (isMeasured)
      process.stdout.write(`${name.padEnd(12)} ${(((performance.now() - startedAt) * 1000) / RECORDS).toFixed(1)} µs a record\n`);
  }
}

import fc from 'fast-check';
import type { Dataset } from '../../src/demo/audit-001.ts';
import { generatedWorld, rowsOfWorld } from './generated-world.ts';
import type { WorkflowWorld } from './naive-workflow.ts';

const attempt = fc.record({
  attempt_number: fc.integer({ min: 0, max: 4 }),
  application_id: fc.integer({ min: 1, max: 10 }),
  // Most attempts are of a pair that has applied; where there is none, of nobody.
  of: fc.nat(),
});

const crowded = ({ quest_id }: { readonly quest_id: number }): { quest_id: number } => ({ quest_id: 1 + (quest_id % 2) });

/** Everybody on two quests only, so that the same people meet on the same quest more often. */
const crowdedWorld = generatedWorld.map((world) => ({
  ...world,
  participants: world.participants.map((row) => ({ ...row, ...crowded(row) })),
  applications: world.applications.map((row) => ({ ...row, ...crowded(row) })),
}));

/** Databases with every state of applications, and attempts that are missing, too many, or of other people. */
export const generatedWorkflow: fc.Arbitrary<WorkflowWorld> = crowdedWorld.chain((world) =>
  fc.array(attempt, { maxLength: 8 }).map((drawn) => {
    const rows = drawn.map(({ attempt_number, application_id, of }, index) => {
      const owner = world.applications[of % Math.max(1, world.applications.length)];
      return {
        id: index + 1,
        attempt_number,
        applicant_id: owner?.applicant_id ?? 'e0000000000040008000000000000003',
        application_id,
        quest_id: owner?.quest_id ?? 1,
      };
    });
    const unique = new Map(rows.map((row) => [`${row.quest_id} ${row.applicant_id} ${row.attempt_number}`, row]));
    return { ...world, attempts: [...unique.values()] };
  }),
);

/** The rows of such a database. */
export function rowsOfWorkflow(world: WorkflowWorld): Dataset {
  return [...rowsOfWorld(world), ['applications_applicationattempt', world.attempts]];
}

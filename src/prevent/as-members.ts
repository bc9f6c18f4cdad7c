import type { Prevention } from './assess.ts';

/** What JSON tells of the constraints: every one that was looked at, also those of which there is nothing to say. */
export function asMembers({ engine, name, isForeign, remarks, assessments, lastMigrations }: Prevention): object {
  return {
    database: { engine, name },
    foreign: isForeign,
    remarks,
    constraints: assessments.map(({ proposal, state, inTheWay, statements }) => ({
      check: proposal.check,
      listedBy: proposal.listedBy ?? [proposal.check],
      demand: proposal.demand,
      name: proposal.spec.name,
      kind: proposal.spec.kind,
      table: proposal.spec.table,
      columns: proposal.columns,
      state,
      inTheWay,
      statements,
    })),
    lastMigrations: Object.fromEntries(lastMigrations),
  };
}

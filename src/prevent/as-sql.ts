import { inOneLine, printable } from '../model/index.ts';
import type { Assessment, Prevention, State } from './assess.ts';

/** States in which there is no statement to run. */
const QUIET: ReadonlySet<State> = new Set(['there', 'no-table', 'odd-name']);

/** What there is something to run for, now or when rows are out of its way. */
export function openIn({ assessments }: Prevention): readonly Assessment[] {
  return assessments.filter(({ state }) => !QUIET.has(state));
}

/** What a person has to write: a sentence each. */
export function leftToPeople({ assessments }: Prevention): readonly string[] {
  return assessments
    .filter(({ state }) => state === 'odd-name')
    .map(
      ({ proposal }) =>
        `Left to you, as a name holds a backslash or a character that is not shown: ${proposal.check}: ${printable(proposal.demand)}`,
    );
}

/** Words for what a constraint's kind counts. */
const INDIVIDUAL: ReadonlySet<string> = new Set(['unique', 'check']);

/**
 * A script in the engine's own words: everything that is no statement to run is a comment. What rows are in the way of is
 * commented out, with what lists them.
 *
 * @param again the words that call the tool again for this database
 */
export function asSql(prevention: Prevention, again = 'peerquest-audit'): string {
  const { assessments, name, engine, remarks } = prevention;
  const open = openIn(prevention);
  const quiet = assessments.filter((assessment) => !open.includes(assessment));
  const ready = open.filter(({ state }) => state !== 'blocked').length;
  const lines = [
    `-- Constraints that keep findings from coming back, for "${printable(name)}" (${engine}).`,
    '-- Printed by "peerquest-audit prevent". Nothing has been run.',
    `-- Ready: ${ready}. Rows in the way: ${open.length - ready}. Already there: ${assessments.filter(({ state }) => state === 'there').length}.`,
    ...remarks.map((remark) => `-- ${remark}`),
    ...open.flatMap((assessment) => ['', ...section(assessment, again)]),
    '',
    ...closing(quiet),
    ...(prevention.isForeign ? [`-- ${leftOutHere(prevention)}`] : missing(quiet)),
    ...leftToPeople(prevention).map((sentence) => `-- ${sentence}`),
    `-- Next: ${ready === 0 ? 'nothing to run.' : 'read it, back up, and run it yourself.'}`,
  ];
  return `${lines.join('\n')}\n`;
}

function section(assessment: Assessment, again: string): readonly string[] {
  const { state, statements } = assessment;
  const head = `-- ${headOf(assessment)}`;
  if (state !== 'blocked')
    return [...(state === 'not-validated' ? [head, '-- There, but not for the rows from before.'] : [head]), ...statements];
  return [head, `-- ${inTheWayOf(assessment, again)}`, ...statements.map((statement) => `-- ${inOneLine(statement.replace(/^-- /, ''))}`)];
}

/** What a constraint demands; of the check that it makes idle no word where that is not for this database. */
export function headOf({ proposal: { check, demand }, listing }: Assessment): string {
  return listing === null ? `${check}: ${demand}` : demand;
}

/** How many rows are in the way, and what lists them. */
export function inTheWayOf({ proposal, inTheWay, listing }: Assessment, again: string): string {
  const lists = listing === null ? `${again} --only ${(proposal.listedBy ?? [proposal.check]).join(',')} --detailed` : inOneLine(listing);
  return `${inTheWay} ${obstacle(proposal.spec.kind, inTheWay)} in the way: ${lists}`;
}

/** What stands in the way of a constraint, in words. */
function obstacle(kind: string, count: number): string {
  if (kind === 'unique') return count === 1 ? 'value that stands in several rows is' : 'values that stand in several rows are';
  return count === 1 ? 'row is' : 'rows are';
}

/** What is said of PeerQuest's constraints in another application's database: a line for all of them. */
export function leftOutHere({ assessments }: Prevention): string {
  const count = assessments.filter(({ state }) => state === 'no-table').length;
  return `None of PeerQuest’s tables is here: the ${count} constraints that would keep them in order are left out.`;
}

/** What needs nothing: foreign keys and NOT NULL are many, and only counted. */
function closing(quiet: readonly Assessment[]): readonly string[] {
  const there = quiet.filter(({ state }) => state === 'there');
  const counted = there.filter(({ proposal }) => !INDIVIDUAL.has(proposal.spec.kind));
  const count = (kind: string): number => counted.filter(({ proposal }) => proposal.spec.kind === kind).length;
  return [
    ...there
      .filter((assessment) => !counted.includes(assessment))
      .map(({ proposal }) => `-- Already there: ${proposal.check}: ${proposal.demand}`),
    ...(counted.length === 0 ? [] : [`-- Already there: ${count('foreign-key')} foreign keys, ${count('not-null')} NOT NULL columns.`]),
  ];
}

function missing(quiet: readonly Assessment[]): readonly string[] {
  return quiet
    .filter(({ state }) => state === 'no-table')
    .map(({ proposal }) => `-- No such table or column, or not readable: ${proposal.check}: ${proposal.demand}`);
}

import { expect } from 'vitest';
import { isOneSentence, runCli, type CliResult } from './cli.ts';

/** What an audit with a history is run with. */
export const WITH_HISTORY = { PEERQUEST_AUDIT_HISTORY: 'on' };

/** The arguments of an audit of this database that is kept in this store. */
export const keptAudit = (database: string, store: string): readonly string[] => [
  '--database',
  database,
  '--store',
  store,
  '--format',
  'json',
];

/** What an audit found, without what differs between two of them. */
export function foundBy({ stdout }: CliResult): unknown {
  const { checks, summary } = JSON.parse(stdout) as { readonly checks: readonly { readonly count: number }[]; readonly summary: object };
  return { counts: checks.map(({ count }) => count), summary: { ...summary, durationMs: 0 } };
}

/**
 * That an audit whose history failed came to what it comes to without: the same findings, the same exit code, and one sentence beside it.
 *
 * @param clause what the sentence says is wrong
 */
export function expectAside(result: CliResult, undisturbed: unknown, clause: RegExp): void {
  expect({ code: result.code, found: foundBy(result), one: isOneSentence(result.stderr) }, result.stderr).toEqual({
    code: 1,
    found: undisturbed,
    one: true,
  });
  expect(result.stderr).toMatch(
    /^peerquest-audit: .*[Tt]his run is not in the history \(--no-history keeps none\): The store of runs \S+ cannot be used: /,
  );
  expect(result.stderr).toMatch(clause);
}

/** Makes the known case's database, and gives what an audit of it finds whose history goes well. */
export function makeAudited(file: string, store: string): unknown {
  expect(runCli(['demo', '--out', file]).code).toBe(0);
  const kept = runCli(keptAudit(file, store), { env: WITH_HISTORY });
  expect(kept).toMatchObject({ code: 1, stderr: '' });
  return foundBy(kept);
}

/** Statements that make a store one of the version before there was a history. */
export const AS_BEFORE_HISTORY: readonly string[] = [
  ...['subject', 'word', 'recording', 'rules', 'look', 'check_state', 'span', 'block', 'log'].map(
    (table) => `drop table peerquest_audit_${table}`,
  ),
  "delete from peerquest_audit_migration where name >= '0007'",
];

/** The statement that makes a store one of a later version. */
export const AS_LATER = "insert into peerquest_audit_migration values ('9999-later', '2030-01-01')";

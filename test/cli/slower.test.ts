import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const file = folder.file('db.sqlite3');
const env = { PEERQUEST_AUDIT_HISTORY: 'on', PEERQUEST_AUDIT_STORE: folder.file('store.sqlite3') };
const run = (...args: readonly string[]) => runCli(args, { cwd: folder.path, env });
const FORMATS = ['text', 'json', 'markdown', 'html'] as const;

/** Finds nothing, in as many steps as a table says. */
const QUERY = `with recursive steps(id) as (select 1 union all select id + 1 from steps where id < (select number from steps_to_take))
select id from steps where id < 0`;
const CHECK = `/*
id: as-many-steps
title: As many steps
severity: info
key: [id]
*/
${QUERY}`;
/** Well over the second by which a run must be slower to be called so, on a machine of any speed. */
const SLOW_MS = 4000;
const SAMPLE = 1_000_000;

afterAll(() => {
  folder.remove();
});

describe('a run that is slower than those before', { timeout: 120_000 }, () => {
  it('says so in its reports, and once more when it is told again', () => {
    const database = new Database(file);
    const steps = (number: number): void => {
      database.exec(
        `drop table if exists steps_to_take; create table steps_to_take (number integer); insert into steps_to_take values (${number})`,
      );
    };
    steps(SAMPLE);
    const began = performance.now();
    database.prepare(QUERY).all();
    const slowSteps = Math.ceil((SAMPLE * SLOW_MS) / (performance.now() - began));
    steps(1);
    writeFileSync(folder.file('steps.sql'), CHECK);
    writeFileSync(folder.file('peerquest-audit.config.json'), JSON.stringify({ database: file, sqlChecks: ['*.sql'] }));
    for (let runs = 0; runs < 3; runs++) expect(run('--detailed').stdout).not.toContain('Slower than before');
    // Another sort of run, which says nothing of the others.
    expect(run().code).toBe(0);
    steps(slowSteps);
    const slow = run('--detailed', ...FORMATS.flatMap((format) => ['--report', `${format}=${folder.file(`live.${format}`)}`]));
    expect(slow.stdout).toMatch(
      /^Note: Slower than before: the run took [\d.]+ s, the last 3 comparable runs \d+ ms \(median\); as-many-steps took /m,
    );
    steps(1);
    expect(run('--detailed').stdout).not.toContain('Slower than before');
    expect(run('report', 'last~1').stdout).toContain('as-many-steps took ');
    for (const format of FORMATS.slice(1))
      expect(run('report', 'last~1', '--format', format).stdout).toBe(readFileSync(folder.file(`live.${format}`), 'utf8'));
    const { runs } = JSON.parse(run('runs', '--performance', '--json').stdout) as { runs: { performance: { durationMs: number } }[] };
    expect(runs[1]?.performance.durationMs).toBeGreaterThan(1000);
  });
});

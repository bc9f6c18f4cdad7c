import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { audit001 } from '../../src/demo/audit-001.ts';
import { openStore, type RunRecord } from '../../src/history/index.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import type { StepName } from '../support/crash-child.ts';
import { buildChild, runChild, type ChildProgram } from '../support/crash-process.ts';
import { describeEngines, oneServerOf } from '../support/databases.ts';

const folder = temporaryFolder();
let program: ChildProgram;
beforeAll(async () => {
  program = await buildChild();
});
afterAll(() => {
  program.remove();
  folder.remove();
});

describeEngines('what a run that was killed left open', { engines: oneServerOf('mariadb') }, (database) => {
  let stores = 0;
  let file = '';

  /** A repair of all five issues in one transaction, killed at a step; with a new store. */
  async function killedAt(step: StepName): Promise<RunRecord> {
    await database().clear();
    await database().insert(audit001);
    file = folder.file(`store-${database().engine.replace(/\W/g, '')}-${++stores}.sqlite3`);
    const kill = { step, occurrence: 1, delay: 0 };
    const { wasKilled } = await runChild(program, { url: database().url, store: file, work: 'apply', batchSize: 100, kill });
    expect(wasKilled).toBe(true);
    return theRun();
  }

  async function theRun(): Promise<RunRecord> {
    const store = await openStore(parseDatabaseUrl(file), 'read');
    const runs = (await store?.runs.newest(null)) ?? [];
    await store?.close();
    const last = runs.at(-1);
    if (last === undefined) throw new Error('There is no run.');
    return last;
  }

  const cli = (...args: readonly string[]) => runCli([...args, '--database', database().url, '--store', file], { cwd: folder.path });

  it('is settled by a repair that finds nothing left to do, which says so', async () => {
    const killed = await killedAt('committed');
    expect(killed.state).toBe('running');
    expect(killed.transactions.intended.transactions).toBe(1);
    const { code, stdout } = cli('--fix-issues', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain(`Run ${killed.id} was cut off: its transaction 1 (8 changes) was committed after all.`);
    const settled = await theRun();
    expect(settled.state).toBe('failed');
    expect(settled.transactions.committed.transactions).toBe(1);
    expect(settled.transactions.intended.transactions).toBe(0);
    // The next one has nothing to tell.
    expect(cli('--fix-issues', '--yes').stdout).not.toContain('cut off');
  });

  it('counts as unknown where the journal is not what was signed: what it says of rows is another hand’s', async () => {
    const killed = await killedAt('committed');
    const store = new Database(file);
    store.exec("update peerquest_audit_payload set payload = replace(payload, 'in-progress', 'completed')");
    store.close();
    expect(cli('--fix-issues', '--yes').stdout).toContain(
      `Run ${killed.id} was cut off: its transaction 1 (8 changes) cannot be told any more`,
    );
    expect((await theRun()).transactions.unknown.transactions).toBe(1);
  });

  it('is settled by an undo that finds nothing left to do', async () => {
    const killed = await killedAt('journaled');
    expect(killed.transactions.intended.transactions).toBe(1);
    const { code, stdout } = cli('undo', killed.id, '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain('was not committed');
    const settled = await theRun();
    expect(settled.state).toBe('failed');
    expect(settled.transactions['rolled-back'].transactions).toBe(1);
  });

  it('is settled before "undo last" looks for what there is to undo', async () => {
    const killed = await killedAt('journaled');
    const { code, stderr } = cli('undo', 'last', '--yes', '--yes');
    expect({ code, stderr: stderr.includes('No repair of this database is left to undo') }).toEqual({ code: 2, stderr: true });
    expect((await theRun()).transactions['rolled-back'].transactions).toBe(1);
    expect(killed.state).toBe('running');
  });

  it('is left as it is by previews and audits', async () => {
    await killedAt('committed');
    for (const args of [['--fix-issues', '--dry-run'], ['undo', 'last', '--yes', '--dry-run'], ['--detailed']]) {
      const before = args[0] === '--detailed' ? runCli([...args, '--database', database().url]) : cli(...args);
      expect(before.code).toBe(0);
      expect((await theRun()).state).toBe('running');
    }
  });

  it('needs no store: a repair with nothing to do makes none', () => {
    file = folder.file(`none-${database().engine.replace(/\W/g, '')}.sqlite3`);
    const { code, stderr } = cli('--fix-issues', '--yes');
    expect({ code, stderr, isThere: existsSync(file) }).toEqual({ code: 0, stderr: '', isThere: false });
  });
});

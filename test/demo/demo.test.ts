import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { faults } from '../../src/demo/faults.ts';
import { peerquestTables } from '../../src/demo/schema.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { collect } from '../support/collect.ts';
import { foundIn, sumOf, type PlantedFault } from '../support/planted-faults.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

describe('demo', () => {
  it('without a size shows the known case, says what to try next, and succeeds', () => {
    const { code, stdout, stderr } = runCli(['demo'], { cwd: folder.path });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('  TOTAL ISSUES: 5\n');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/Try: peerquest-audit --database peerquest-demo.sqlite3/);
    expect(runCli(['demo'], { cwd: folder.path }).code).toBe(0);
  });

  it.each([['SIGINT'], ['SIGTERM']] as const)('leaves nothing behind when %s comes while it writes', async (signal) => {
    const place = temporaryFolder();
    const child = spawn(process.execPath, [resolve('dist/peerquest-audit.js'), 'demo', '--users', '100000'], { cwd: place.path });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    while (readdirSync(place.path).length === 0) await sleep(20);
    // It has begun to write, and has long to go.
    await sleep(300);
    child.kill(signal);
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number | null];
    expect({ code, left: readdirSync(place.path) }).toEqual({ code: 130, left: [] });
    expect(stderr).toMatch(/^(peerquest-audit: Interrupted: no sample database was written\.\n)?$/);
    place.remove();
  });

  it.each([[false], [true]])(
    'plants as many faults as it prints, and the audit finds exactly those (old schema: %s)',
    async (oldSchema) => {
      const file = folder.file(`generated-${oldSchema}.sqlite3`);
      const flags = ['--users', '2000', '--fault', '20%', '--seed', '7', '--out', file, ...(oldSchema ? ['--old-schema'] : [])];
      const { code, stdout } = runCli(['demo', ...flags]);
      expect(code).toBe(0);
      const printed = [...stdout.matchAll(/^ +(\d+) {2}([a-z-]+-[a-z-]+)(?: \(([a-z-]+)\))?$/gm)].map(
        ([, count, check = '', cause = null]): PlantedFault => ({ check, cause, count: Number(count) }),
      );
      expect(sumOf(printed)).toBe(Number(/^ +(\d+) {2}in all$/m.exec(stdout)?.[1]));
      const { result } = await collect(file, { only: ['all'], wish: { detail: 'counts' } });
      expect(foundIn(result, printed)).toEqual(printed);
      expect(result.totals.totalQuests).toBe(4000);
    },
  );

  it('has a fault for every check but those of files, of counters, which are no rows, and of nulls, which the schema refuses', () => {
    const known = new Set(faults.map(({ check }) => check));
    expect(checks.filter(({ group, id }) => group !== 'files' && !known.has(id)).map(({ id }) => id)).toEqual([
      'sequence-behind',
      'unexpected-null',
    ]);
  });

  it('without faults makes a database, of any size, in which no check finds anything', async () => {
    for (const [users, seed] of [
      [5, 1],
      [8, 2],
      [1500, 3],
    ]) {
      const file = folder.file(`healthy-${users}.sqlite3`);
      runCli(['demo', '--users', String(users), '--seed', String(seed), '--fault', '0', '--out', file]);
      const { result } = await collect(file, { only: ['all'], wish: { detail: 'counts' } });
      expect(result.checks.filter(({ count }) => count !== null && count > 0)).toEqual([]);
    }
  });

  it('fills every table, makes the same database from the same seed, and keeps its references', () => {
    const dump = (file: string): unknown => {
      const database = new Database(file, { readonly: true });
      expect(database.pragma('foreign_key_check')).toEqual([]);
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      const rows = peerquestTables.map(({ name }) => database.prepare(`select * from ${name}`).all());
      database.close();
      expect(rows.map((all, index) => [peerquestTables[index]?.name, all.length > 0])).toEqual(
        peerquestTables.map(({ name }) => [name, true]),
      );
      return rows;
    };
    const [one, two, other] = ['3', '3', '4'].map((seed, index) => {
      const file = folder.file(`seed-${index}.sqlite3`);
      runCli(['demo', '--users', '1000', '--fault', '0', '--seed', seed, '--out', file]);
      return dump(file);
    });
    expect(two).toEqual(one);
    expect(other).not.toEqual(one);
  });
});

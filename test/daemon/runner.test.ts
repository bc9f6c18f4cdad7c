import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ThreadRunner } from '../../src/daemon/thread-runner.ts';
import { fileAddress } from '../../src/database/index.ts';
import { openStore } from '../../src/history/index.ts';
import type { ProgressEvent, RunEnding, RunWish } from '../../src/service/index.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const script = pathToFileURL(resolve('dist/run-worker.js'));
const store = folder.file('store.sqlite3');
const workspace = { database: folder.file('one.sqlite3'), store };
const WISH: RunWish = { kind: 'audit', database: null, request: {}, findings: 'all', operator: 'job:test' };

const endings: RunEnding[] = [];
let runner: ThreadRunner;

beforeAll(() => {
  runCli(['demo', '--out', 'one.sqlite3'], { cwd: folder.path });
});
beforeEach(() => {
  endings.length = 0;
  const ended = (_: unknown, ending: RunEnding): Promise<void> => Promise.resolve(void endings.push(ending));
  runner = new ThreadRunner({ workspace, ended, script });
});
afterAll(() => {
  folder.remove();
});

describe('a run in a thread', () => {
  it('is an audit as the command makes one, is told as it goes, and stands in the history under who wished it', async () => {
    const run = runner.start(WISH);
    const told: ProgressEvent[] = [];
    run.events((event) => told.push(event));
    const ending = await run.done;
    expect(ending).toEqual({ run: expect.any(String) as string, exitCode: 1, error: null, sum: 'TOTAL ISSUES: 5' });
    expect(endings).toEqual([ending]);
    expect(told.map(({ type }) => type)).toEqual([
      'run-started',
      ...Array.from({ length: 5 }, () => ['check-started', 'check-finished']).flat(),
      'run-finished',
    ]);
    expect(told.at(-1)).toEqual({ type: 'run-finished', run: ending.run, issues: 5, exitCode: 1 });
    // Who listens later hears the same.
    const late: ProgressEvent[] = [];
    run.events((event) => late.push(event));
    expect(late).toEqual(told);
    const open = await openStore(fileAddress(store), 'read');
    const [recorded] = (await open?.history.runs({})) ?? [];
    await open?.close();
    expect(recorded).toMatchObject({ id: ending.run, operator: 'job:test', exitCode: 1, detail: 'findings' });
  });

  it('writes the reports of a job, and leaves those of the run before where it comes to nothing', async () => {
    const report = { json: folder.file('report.json'), html: folder.file('report.html') };
    await runner.start({ ...WISH, report }).done;
    const written = readFileSync(report.json, 'utf8');
    expect(JSON.parse(written)).toMatchObject({ schemaVersion: expect.any(Number) as number });
    expect(readFileSync(report.html, 'utf8')).toMatch(/^<!doctype html>/i);
    expect(await runner.start({ ...WISH, report, request: { only: ['none'] } }).done).toMatchObject({ exitCode: 2 });
    expect(readFileSync(report.json, 'utf8')).toBe(written);
  });

  it('plans, applies and undoes', async () => {
    const plan = folder.file('plan.jsonl');
    const planned = await runner.start({ ...WISH, kind: 'plan', plan }).done;
    expect({ ...planned, isThere: existsSync(plan) }).toMatchObject({ error: null, exitCode: 1, isThere: true });
    const applied = await runner.start({ ...WISH, kind: 'apply', plan }).done;
    expect(applied).toMatchObject({ error: null, exitCode: 0 });
    const preview = runner.start({ ...WISH, kind: 'undo-preview', run: applied.run ?? '' });
    expect(await preview.done).toMatchObject({ error: null });
    const undone = runner.start({ ...WISH, kind: 'undo', run: applied.run ?? '', operator: 'ann' });
    const told: ProgressEvent[] = [];
    undone.events((event) => told.push(event));
    expect(await undone.done).toMatchObject({ error: null, exitCode: 0 });
    expect(told.map(({ type }) => type)).toContain('changes');
    const { stdout } = runCli(['runs', '--store', store, '--format', 'json'], { cwd: folder.path });
    expect(JSON.parse(stdout)).toMatchObject({
      runs: [
        { mode: 'undo', operator: expect.stringMatching(/^ann\b/) as string },
        {},
        { mode: 'fix', operator: expect.stringMatching(/^job:test\b/) as string },
        {},
        {},
        {},
      ],
    });
    expect(await runner.start({ ...WISH, kind: 'apply' }).done).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining('plan') as string,
    });
  });

  it('that cannot begin says why, in a sentence without the password', async () => {
    const away = new ThreadRunner({
      workspace: { ...workspace, database: 'postgres://u:hunter2@127.0.0.1:1/d' },
      ended: () => Promise.resolve(),
      script,
    });
    const ending = await away.start(WISH).done;
    expect(ending).toMatchObject({ run: null, exitCode: 2, sum: null });
    expect(ending.error).toContain('127.0.0.1');
    expect(ending.error).not.toContain('hunter2');
  });

  it('whose thread fails has an ending, too', async () => {
    const broken = new ThreadRunner({ workspace, ended: () => Promise.resolve(), script: pathToFileURL(resolve('dist/none.js')) });
    expect(await broken.start(WISH).done).toMatchObject({
      run: null,
      exitCode: 2,
      error: expect.stringContaining('came to no end') as string,
    });
    expect(broken.running(null)).toEqual([]);
  });
});

describe('runs on one database', () => {
  it('go one after the other, three wait, and more are refused', async () => {
    const runs = Array.from({ length: 4 }, () => runner.start(WISH));
    expect(() => runner.start(WISH)).toThrow(expect.objectContaining({ code: 'TOO_MANY_WAIT' }) as Error);
    expect(() => runner.start({ ...WISH, kind: 'apply', plan: 'p' })).toThrow(expect.objectContaining({ code: 'RUN_UNDER_WAY' }) as Error);
    expect(runner.running(null)).toEqual(runs);
    for (const { done } of runs) expect(await done).toMatchObject({ exitCode: 1 });
    expect(endings).toHaveLength(4);
    expect(runner.running(null)).toEqual([]);
  });

  it('are begun once each, also where one that waited is told to end', async () => {
    const [first, second] = [runner.start(WISH), runner.start(WISH)];
    const told: ProgressEvent[] = [];
    first.events((event) => told.push(event));
    second.stop();
    expect(await second.done).toMatchObject({ run: null, exitCode: 130 });
    expect(await first.done).toMatchObject({ exitCode: 1 });
    expect(told.filter(({ type }) => type === 'run-started')).toHaveLength(1);
  });

  it('end when the runner stops: what waits never begins, and nothing is begun any more', async () => {
    const [first, second] = [runner.start(WISH), runner.start(WISH)];
    await runner.stop();
    expect(await second.done).toMatchObject({ run: null, exitCode: 130 });
    expect([1, 130]).toContain((await first.done).exitCode);
    expect(() => runner.start(WISH)).toThrow(expect.objectContaining({ code: 'SERVICE_STOPPING' }) as Error);
  });
});

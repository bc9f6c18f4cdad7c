import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { explainError } from '../../src/cli/explain-error.ts';
import { AuditToolError } from '../../src/errors.ts';
import { openStore } from '../../src/history/index.ts';
import { printable } from '../../src/model/index.ts';
import { BelievedJournal, openPlan } from '../../src/repair/index.ts';
import { readBaseline } from '../../src/workspace/baseline.ts';
import { MUTATIONS, PLAN_LINES } from '../support/hostile-texts.ts';
import { repairDesk } from '../support/repair-cli.ts';

const desk = repairDesk((run) => {
  run('plan', '--out', 'plan.json', '--quiet');
  run('--fix-issues', '--yes');
});
const file = (name: string): string => desk.folder.file(name);

/** What a reader says of a hostile file: a sentence of this tool, never a trace; null where it takes the file. */
async function told(work: () => unknown): Promise<AuditToolError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof AuditToolError) return error;
    throw error;
  }
}

/** What a refusal comes to: its exit code; what is said is one line that does nothing to a terminal. */
function exitOf(error: AuditToolError): 2 | 3 {
  const said: string[] = [];
  const code = explainError(error, { warn: (sentence: string) => said.push(printable(sentence)) } as never, false);
  // eslint-disable-next-line no-control-regex -- it is what must not be there
  expect(said.map((sentence) => sentence.length < 30_000 && !/[\u0000-\u001f]/.test(sentence))).toEqual([true]);
  return code as 2 | 3;
}

it('every damaged plan has a sentence (124 files)', async () => {
  const lines = readFileSync(file('plan.json'), 'utf8').trimEnd().split('\n');
  const taken: string[] = [];
  for (const at of PLAN_LINES) {
    for (const [what, mutate] of MUTATIONS) {
      const damaged = lines.with(at, mutate(lines.at(at) ?? ''));
      const body = damaged
        .slice(0, -1)
        .map((line) => `${line}\n`)
        .join('');
      // The hash is no secret.
      const last =
        at === -1
          ? (damaged.at(-1) ?? '')
          : (damaged.at(-1) ?? '').replace(/"sha256":"[^"]*"/, `"sha256":"${createHash('sha256').update(body).digest('hex')}"`);
      writeFileSync(file('hostile.json'), `${body}${last}\n`);
      const error = await told(() => [...openPlan(file('hostile.json')).entities()]);
      if (error !== null) expect({ at, what, code: exitOf(error) }).toEqual({ at, what, code: error.code === 'NO_PLAN' ? 2 : 3 });
      else if (damaged.at(at) !== lines.at(at)) taken.push(`${at}: ${what}`);
    }
  }
  // A member that nobody reads, and a value that a plan may hold: what comes of them is planned anew before anything is written.
  expect(taken).toEqual(['0: a prototype', '1: made values', '2: made values', '-1: a prototype']);
});

it('every damaged journal has a sentence (31 stores, read twice)', async () => {
  const store = new Database(file('store.sqlite3'));
  const { payload } = store.prepare('select payload from peerquest_audit_payload').get() as { payload: string };
  for (const [what, mutate] of MUTATIONS) {
    const damaged = mutate(payload);
    store.prepare('update peerquest_audit_payload set payload = ?').run(damaged);
    const opened = await openStore({ engine: 'sqlite', file: file('store.sqlite3') }, 'write');
    if (opened === null) throw new Error('There is no store.');
    const run = await opened.runs.find('last');
    const error = await told(async () => {
      const journal = await BelievedJournal.toUndo(opened, run, null);
      for await (const transaction of opened.journal.transactions(run.id, 'last')) journal.read(transaction);
    });
    await opened.close();
    expect({ what, isRefused: error !== null }).toEqual({ what, isRefused: damaged !== payload });
    if (error !== null) expect([2, 3]).toContain(exitOf(error));
  }
  store.prepare('update peerquest_audit_payload set payload = ?').run(payload);
  store.close();
});

it('every damaged baseline has a sentence (31 files)', async () => {
  const hash = 'a'.repeat(32);
  const entry = { finding: 'quest-status:1', fingerprint: hash, evidence: hash, reason: 'known', by: 'ann', on: '2026-01-31', until: null };
  const text = JSON.stringify({ version: 1, acknowledged: [entry, entry] });
  const taken: string[] = [];
  for (const [what, mutate] of MUTATIONS) {
    writeFileSync(file('baseline.json'), mutate(text));
    const error = await told(() => readBaseline(file('baseline.json')));
    if (error !== null) expect({ what, code: exitOf(error) }).toEqual({ what, code: 2 });
    else if (mutate(text) !== text) taken.push(what);
  }
  // Members that nobody reads.
  expect(taken).toEqual(['deep members', 'a prototype']);
});

it('what never ends, or is larger than anything, is told at once', async () => {
  const lines = readFileSync(file('plan.json'), 'utf8').split('\n');
  const descriptor = openSync(file('sparse.json'), 'w');
  writeSync(descriptor, `${lines[0]}\n`);
  ftruncateSync(descriptor, 3_000_000_000);
  closeSync(descriptor);
  writeFileSync(file('long.json'), `${lines[0]}\n"${'x'.repeat(60_000_000)}"\n`);
  spawnSync('mkfifo', [file('pipe')]);
  const start = performance.now();
  for (const name of [file('sparse.json'), file('long.json'), '/dev/zero', file('pipe'), desk.folder.path]) {
    expect(await told(() => openPlan(name))).toBeInstanceOf(AuditToolError);
    if (!name.endsWith('long.json')) expect(await told(() => readBaseline(name))).toBeInstanceOf(AuditToolError);
  }
  expect(performance.now() - start).toBeLessThan(20_000);
});

it('a plan whose record is there twice is refused, whatever its hash', async () => {
  const lines = readFileSync(file('plan.json'), 'utf8').trimEnd().split('\n');
  const body = [...lines.slice(0, -1), lines[1]].map((line) => `${line}\n`).join('');
  const last = (lines.at(-1) ?? '').replace(/"sha256":"[^"]*"/, `"sha256":"${createHash('sha256').update(body).digest('hex')}"`);
  writeFileSync(file('twice.json'), `${body}${last}\n`);
  expect((await told(() => openPlan(file('twice.json'))))?.message).toMatch(/a mistake in line \d+, its record is there already/);
});

it('a plan line with a member twice is refused, whatever its hash: readers differ in which of the two they take', async () => {
  const lines = readFileSync(file('plan.json'), 'utf8').trimEnd().split('\n');
  for (const at of [0, 1]) {
    const [name = '', value] = Object.entries(JSON.parse(lines[at] ?? '') as object).at(-1) ?? [];
    const twice = (lines[at] ?? '').replace(/\}$/, () => `,${JSON.stringify(name)}:${JSON.stringify(value)}}`);
    const body = lines
      .with(at, twice)
      .slice(0, -1)
      .map((line) => `${line}\n`)
      .join('');
    const last = (lines.at(-1) ?? '').replace(/"sha256":"[^"]*"/, `"sha256":"${createHash('sha256').update(body).digest('hex')}"`);
    writeFileSync(file('member.json'), `${body}${last}\n`);
    const error = await told(() => [...openPlan(file('member.json')).entities()]);
    expect(error?.code, twice).toBe('PLAN_DAMAGED');
    expect(error?.message).toContain('it has a member twice');
  }
});

it('a payload that no machine takes is told, and not read', async () => {
  const store = new Database(file('store.sqlite3'));
  store.exec('update peerquest_audit_payload set payload = hex(zeroblob(32000000))');
  store.close();
  const opened = await openStore({ engine: 'sqlite', file: file('store.sqlite3') }, 'write');
  const before = process.memoryUsage().rss;
  const error = await told(async () => {
    const run = await opened?.runs.find('last');
    const transactions = opened?.journal.transactions(run?.id ?? '', 'last');
    await transactions?.[Symbol.asyncIterator]().next();
  });
  await opened?.close();
  expect(error?.message).toMatch(/transaction 1 of run .* has more than 60 MiB/);
  expect(process.memoryUsage().rss - before).toBeLessThan(800_000_000);
});

it.each([
  ['an entry', '{"version":1,"acknowledged":[{"finding":"a:1","finding":"b:2"}]}'],
  ['the list', '{"version":1,"acknowledged":[{}],"acknowledged":[]}'],
  ['a member with a colon and quotes', '{"version":1,"acknowledged":[],"a:\\"b":1,"a:\\"b":2}'],
  ['a member written in two ways', '{"version":1,"acknowledged":[],"a":1,"\\u0061":2}'],
])('a baseline with %s twice is refused', async (_what, text) => {
  writeFileSync(file('baseline.json'), text);
  expect((await told(() => readBaseline(file('baseline.json'))))?.message).toContain('it has a member twice; restore it, or mend it.');
  writeFileSync(file('baseline.json'), '{ "version": 1, "x": {"a:b": ":", "version": 2}, "acknowledged": [] }');
  expect(readBaseline(file('baseline.json'))).toEqual([]);
});

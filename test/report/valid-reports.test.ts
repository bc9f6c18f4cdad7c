import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../src/model/index.ts';
import { FORMATS } from '../../src/report/index.ts';
import { publishedSchemas } from '../../src/report/published-schemas.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { hostileRun } from '../support/hostile-run.ts';
import { RAW } from '../support/hostile-text.ts';
import { reportOf } from '../support/report-of.ts';
import { runResult } from '../support/run-results.ts';
import { VALIDATORS } from '../support/valid-reports.ts';

const folder = temporaryFolder();
const SCHEMAS = new URL('../../docs/schema/', import.meta.url);

/** Runs of the demo, and of one in which much is wrong, each told in every kind of report: when it was made, and once more from the store. */
const RUNS = {
  audit: ['--database', 'db.sqlite3'],
  everything: ['--database', 'sick.sqlite3', '--all'],
  'a person': ['--database', 'db.sqlite3', '--user', 'student2', '--limit', '1'],
  preview: ['plan', '--database', 'db.sqlite3'],
  repair: ['--database', 'db.sqlite3', '--fix-issues', '--yes'],
  undo: ['undo', 'last', '--database', 'db.sqlite3', '--yes'],
};
/** Repairs have a store of their own: one that knew their findings from an audit before does not tell them as the repair's yet. */
const storeOf = (name: string) => ['--store', name === 'repair' || name === 'undo' ? 'repairs.sqlite3' : 'store.sqlite3'];

beforeAll(() => {
  const cli = (...args: readonly string[]) => runCli(args, { cwd: folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
  const reports = (name: string) => FORMATS.flatMap((kind) => ['--report', `${kind}=${name}.${kind}`]);
  cli('demo', '--out', 'db.sqlite3');
  cli('demo', '--out', 'sick.sqlite3', '--users', '60', '--fault', '0.5');
  for (const [name, args] of Object.entries(RUNS)) {
    const { code, stderr } = cli(...args, ...storeOf(name), ...reports(name));
    expect({ code: code === 0 || code === 1, stderr }, name).toEqual({ code: true, stderr: '' });
    const { run } = JSON.parse(readFileSync(folder.file(`${name}.json`), 'utf8')) as { readonly run: { readonly id: string } };
    expect(cli('report', run.id, ...storeOf(name), ...reports(`${name}.again`)), name).toMatchObject({ code: 0, stderr: '' });
  }
}, 60_000);
afterAll(() => {
  folder.remove();
});

describe.each(FORMATS)('a report as %s', (kind) => {
  it.each(Object.keys(RUNS))('is what its readers take: %s', async (name) => {
    const report = readFileSync(folder.file(`${name}.${kind}`), 'utf8');
    expect(report.length).toBeGreaterThan(10);
    expect(await VALIDATORS[kind](report)).toEqual([]);
  });

  // The text report names commands, which have other flags where a run is told once more.
  it.skipIf(kind === 'text').each(Object.keys(RUNS))('is the same, byte for byte, when it is told once more: %s', (name) => {
    expect(readFileSync(folder.file(`${name}.again.${kind}`), 'utf8')).toBe(readFileSync(folder.file(`${name}.${kind}`), 'utf8'));
  });

  it('is what its readers take, whatever names, titles and reasons hold, and acts on no terminal', async () => {
    const { result, events } = hostileRun();
    const report = reportOf(kind, result, events);
    expect(await VALIDATORS[kind](report)).toEqual([]);
    expect(RAW.exec(report.replaceAll('\r\n', '\n'))).toBeNull();
    expect(Buffer.from(report).toString()).toBe(report);
  });

  it('is what its readers take where nothing ran, and the same for the same run', async () => {
    const report = reportOf(kind, runResult([]), []);
    expect(await VALIDATORS[kind](report)).toEqual([]);
    const { result, events } = hostileRun();
    expect(reportOf(kind, result, events)).toBe(reportOf(kind, result, events));
  });

  it('does not depend on how many findings the run told of at once', () => {
    const { result, events } = hostileRun();
    const single = events.flatMap((event): AuditEvent[] => {
      if (event.type === 'changes') return event.changes.map((change) => ({ ...event, changes: [change] }));
      if (event.type !== 'findings' && event.type !== 'acknowledged') return [event];
      return event.findings.map((finding) => ({ ...event, findings: [finding] }));
    });
    expect(reportOf(kind, result, single)).toBe(reportOf(kind, result, events));
  });
});

describe('docs/schema', () => {
  it('is made of the schemas that the reporters are written to (node scripts/schemas.mjs)', () => {
    const schemas = publishedSchemas();
    expect(readdirSync(SCHEMAS).sort()).toEqual(Object.keys(schemas).sort());
    for (const [name, text] of Object.entries(schemas)) {
      expect(existsSync(new URL(name, SCHEMAS)) && readFileSync(new URL(name, SCHEMAS), 'utf8'), name).toBe(text);
    }
  });
});

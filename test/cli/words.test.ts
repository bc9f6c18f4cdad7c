import { writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainError } from '../../src/cli/explain-error.ts';
import { TERMINAL } from '../support/terminal.ts';
import { DatabaseError } from '../../src/errors.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { RAW } from '../support/hostile-text.ts';
import { runInProcess } from '../support/in-process.ts';

const folder = temporaryFolder();
const OSC = '\u001b]52;c;Zm9v\u0007';
let file: string;
beforeAll(() => {
  file = folder.file('db.sqlite3');
  const database = new Database(file);
  database.exec(`create table t (id integer primary key, "__proto__" text, "constructor" text, "toString" text);
    insert into t values (1, 'first', 'second', 'third')`);
  database.close();
  const text = JSON.stringify(`x${OSC}`);
  writeFileSync(
    folder.file('own-one.sql'),
    `/*\nid: own-one\ntitle: ${text}\nseverity: warning\nkey: [id]\ninvariant: ${text}\nwhy: ${text}\nadvice: ${text}\n*/\nselect *, 'y' as "expected___proto__" from t -- ${OSC}\n`,
  );
  writeFileSync(folder.file('config.json'), JSON.stringify({ sqlChecks: ['own-one.sql'] }));
});
afterAll(() => {
  folder.remove();
});

describe('what is printed', () => {
  it('holds no escape of an own check’s texts', async () => {
    const own = ['--config', folder.file('config.json')];
    for (const args of [
      ['checks', ...own],
      ['explain', 'own-one', ...own],
    ]) {
      const { stdout, code } = await runInProcess(args);
      expect(code).toBe(0);
      expect(stdout).toContain('x\\u001b]52;c;Zm9v\\u0007');
      expect(stdout).not.toMatch(RAW);
    }
  });

  it('has every column as evidence, however it is called', async () => {
    const { stdout } = await runInProcess([
      '--config',
      folder.file('config.json'),
      '--database',
      file,
      '--only',
      'own-one',
      '--format',
      'json',
    ]);
    const { checks } = JSON.parse(stdout) as { checks: { findings: { expected: object; actual: object }[] }[] };
    const [finding] = checks[0]?.findings ?? [];
    expect(Object.entries(finding?.actual ?? {})).toEqual([
      ['__proto__', 'first'],
      ['constructor', 'second'],
      ['toString', 'third'],
    ]);
    expect(Object.entries(finding?.expected ?? {})).toEqual([['__proto__', 'y']]);
    const text = await runInProcess(['--config', folder.file('config.json'), '--database', file, '--only', 'own-one', '--detailed']);
    for (const line of ['__proto__: first (should be y)', '     constructor: second\n', '     toString: third\n'])
      expect(text.stdout).toContain(line);
  });

  it('says which command is not there where its help is wanted', async () => {
    expect(await runInProcess(['help', 'references'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no command "references"') as string,
    });
    expect((await runInProcess(['help', 'references'])).stderr).not.toContain('outputHelp');
  });

  it('has the stack of --debug without what a server’s message would add to it', () => {
    const lines: string[] = [];
    const server = new Error(`no\n✅ All issues have been resolved!\nTOTAL ISSUES: 0${OSC}\n    at forged`);
    const error = new DatabaseError('X', 'The database cannot be read.', { cause: server });
    explainError(error, { ...TERMINAL, warn: () => undefined, trace: (line) => lines.push(line) }, true);
    expect(lines.filter((line) => !/^(?: {4}at |(?:DatabaseError|Error): )/.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('Error: '))).toHaveLength(1);
    expect(lines.some((line) => line.startsWith('    at forged'))).toBe(false);
  });

  it('keeps escapes out of --debug of the built program', () => {
    const { stderr } = runCli(['--database', folder.file(`no${OSC}\nTOTAL ISSUES: 0`), '--debug']);
    expect(stderr).toContain('    at ');
    expect(stderr).not.toMatch(RAW);
    expect(stderr).not.toContain('TOTAL ISSUES: 0');
  });

  it('has a plan’s hazards, and its file as one word', () => {
    const demo = folder.file('demo.sqlite3');
    runCli(['demo', '--out', demo]);
    const database = new Database(demo);
    database.exec('create trigger act after update on quests_quest begin select 1; end');
    database.close();
    const plan = "it's; touch x.json";
    const made = runCli(['plan', '--database', demo, '--out', plan], { cwd: folder.path });
    expect(made.stdout).toContain("Next: peerquest-audit apply $'it\\u0027s; touch x.json'");
    const { stdout } = runCli(['show', plan], { cwd: folder.path });
    expect(stdout).toContain("Next: peerquest-audit apply $'it\\u0027s; touch x.json'");
    expect(stdout).toMatch(/^Note: the database acts by itself\. .*act/m);
  });
});

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';
import { describeEngines, oneServerOf, type TestDatabase } from '../support/databases.ts';
import { editedCommands, lookingCommands, writingCommands, type HostileCommand } from '../support/hostile-commands.ts';
import { FORGERIES, hostileTexts, RAW } from '../support/hostile-text.ts';
import {
  addHostileTables,
  dropTables,
  editPlan,
  editStore,
  fileName,
  fillHostile,
  hostileTrigger,
  quoteFor,
  textsOf,
  writeMedia,
  writeOwnCheck,
} from '../support/hostile-world.ts';
import { runInProcess } from '../support/in-process.ts';
import { nothingHappened, runCommandLines, runPython, runSql, tableNamesOf } from '../support/run-printed.ts';
import { isThorough } from '../support/thorough.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** Rounds for each engine, with other texts in each; each gives 135 outputs. */
const ROUNDS = isThorough ? 8 : 1;
const TEXTS = 16;
/** Outputs that were judged, on all engines. */
let judged = 0;

/** What an output may hold, whatever was in the database, the files and the arguments. */
function mustBeHarmless(told: string, what: string): void {
  expect.soft(told, what).not.toMatch(RAW);
  expect
    .soft(
      FORGERIES.filter((forgery) => told.includes(forgery)),
      `${what}\n${told}`,
    )
    .toEqual([]);
}

/** JSON keeps the values; it must be JSON, and no line of it begins like one of a report. */
function mustBeJson(text: string, what: string): void {
  expect.soft(text, what).not.toMatch(RAW);
  expect.soft(() => JSON.parse(text) as unknown, `${what}\n${text}`).not.toThrow();
  expect
    .soft(
      text.split('\n').filter((line) => FORGERIES.some((forgery) => line.trim().startsWith(forgery))),
      what,
    )
    .toEqual([]);
}

/** Commands that an output suggests. What stands behind three spaces explains them. */
function suggestionsIn(told: string): readonly string[] {
  const inQuotes = [...told.matchAll(/"(peerquest-audit [^"]*)"/g)].map(([, line = '']) => line);
  const atEnd = [...told.matchAll(/(?:(?:Next|Try): .*?(?=(?:npx )?peerquest-audit )|Run its test: )(.*)$/gm)].map(([, line = '']) => line);
  return [...inQuotes, ...atEnd.map((line) => line.replace(/ {3}\(.*\)$/, ''))];
}

class Judge {
  readonly database: TestDatabase;
  readonly suggestions: string[] = [];
  outputs = 0;
  /** Outputs of commands that did what they are for. */
  answers = 0;

  constructor(database: TestDatabase) {
    this.database = database;
  }

  async run({ args, env = {}, writes = [], runs, ...circumstances }: HostileCommand): Promise<void> {
    const what = JSON.stringify([...args, env]);
    const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, env);
    const { code, stdout, stderr } = await runInProcess(args, circumstances).finally(() => {
      for (const [name, value] of before) {
        if (value === undefined)
          delete process.env[name]; // eslint-disable-line @typescript-eslint/no-dynamic-delete -- as it was
        else process.env[name] = value;
      }
    });
    if (writes.length === 0) expect.soft(stdout + stderr, what).not.toBe('');
    expect.soft([0, 1, 2, 3], what).toContain(code);
    expect.soft(stderr, what).not.toContain('a bug in this tool');
    const isJson = args.includes('json') && code < 2;
    if (isJson && stdout !== '') mustBeJson(stdout, what);
    mustBeHarmless(isJson ? stderr : `${stdout}\n${stderr}`, what);
    for (const file of writes) {
      if (args.includes('json') || file.endsWith('.baseline')) mustBeJson(readFileSync(file, 'utf8'), what);
      else if (file.endsWith('.plan')) for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) mustBeJson(line, what);
      else mustBeHarmless(readFileSync(file, 'utf8'), what);
    }
    this.suggestions.push(...suggestionsIn(`${stdout}\n${stderr}`));
    this.outputs += 1;
    if (code < 2) this.answers += 1;
    if (runs === undefined) return;
    const tables = await tableNamesOf(this.database);
    if (runs === 'sql') await runSql(this.database, stdout, folder.path);
    else runPython(stdout, folder.path);
    await nothingHappened(this.database, tables, folder.path);
  }
}

describeEngines('hostile text in every command', { oldSchema: true, engines: oneServerOf('postgresql') }, (database) => {
  it(`acts on no terminal, forges no line and runs nothing, in ${ROUNDS} rounds`, async () => {
    const judge = new Judge(database());
    const { url } = database();
    for (let round = 0; round < ROUNDS; round++) {
      const text = textsOf(hostileTexts(TEXTS, 'touched', round * TEXTS));
      const own = folder.file(`${database().engine}-${round}`);
      mkdirSync(own);
      const config = writeOwnCheck(`${own}/checks`, text, quoteFor(database()));
      const place = { url, folder: own, config, media: writeMedia(`${own}/media`, text), text };
      await fillHostile(database(), text);
      const tables = await addHostileTables(database(), text, TEXTS);
      const before = await tableNamesOf(database());
      for (const command of lookingCommands(place)) await judge.run(command);
      await dropTables(database(), tables);
      await fillHostile(database(), text);
      const refusal = hostileTrigger(database(), 4, 'refusal', text(3, 40));
      for (const statement of refusal.create) await database().execute(statement);
      for (const command of writingCommands(place)) await judge.run(command);
      for (const statement of refusal.drop) await database().execute(statement);
      const [plan, edited, store] = [`${own}/plan.json`, `${own}/edited.json`, `${own}/${fileName(`${text(0, 50)}.store`)}`];
      await runInProcess(['plan', '--database', url, '--out', plan]);
      editPlan(plan, edited, text);
      expect(existsSync(store)).toBe(true);
      editStore(store, text);
      for (const command of editedCommands(place, edited, store)) await judge.run(command);
      runCommandLines(judge.suggestions.splice(0), folder.path);
      await nothingHappened(database(), before, folder.path);
    }

    judged += judge.outputs;
    expect(judge.outputs).toBeGreaterThan(ROUNDS * 130);
    expect(judge.answers).toBeGreaterThan(ROUNDS * 50);
  }, 900_000);
});

it.runIf(isThorough)('hostile text in every command: at least 2,000 outputs were judged', () => {
  expect(judged).toBeGreaterThanOrEqual(2000);
});

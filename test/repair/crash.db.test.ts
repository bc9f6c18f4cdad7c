import { afterAll, beforeAll, expect, it } from 'vitest';
import { sentenceOf } from '../../src/errors.ts';
import { randomNumbers } from '../support/app-writer.ts';
import type { StepName } from '../support/crash-child.ts';
import { buildChild, type ChildProgram } from '../support/crash-process.ts';
import { crashSite, crashTrial, type CrashSite, type Kill, type TrialReport } from '../support/crash-trial.ts';
import { describeEngines, propertyEngines, type EngineName } from '../support/databases.ts';
import { troubledRecords } from '../support/troubled-records.ts';
import { isThorough } from '../support/thorough.ts';

/** Five of quests, two of accounts, one of guilds, two of balances. */
const BATCHES = 10;

/** Steps in their order, and how often a run of so many batches comes to each. */
const STEPS: readonly (readonly [step: StepName, occurrences: number])[] = [
  ['started', 1],
  ['begun', BATCHES],
  ['locked', BATCHES],
  ['written', BATCHES],
  ['checked', BATCHES],
  ['journaled', BATCHES],
  ['committed', BATCHES],
  ['settled', BATCHES],
  ['finished', 1],
];

/** Where the journal and the database may differ. */
const CRITICAL: readonly StepName[] = ['journaled', 'committed', 'settled'];

/** An undo goes through the same steps with the same code: the suite kills it where it matters most. */
const UNDO_STEPS = isThorough ? STEPS : STEPS.filter(([step]) => CRITICAL.includes(step));

/** Kills at random times in the suite, for each engine. */
const RANDOM_KILLS = 2;
/** Kills for each engine in the thorough mode. */
const THOROUGH_KILLS = 200;

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e6));
const results = new Map<EngineName, Omit<TrialReport, 'undisturbed'>>();

let program: ChildProgram;
beforeAll(async () => {
  process.stdout.write(`Crash tests: SEED=${seed} repeats them.\n`);
  program = await buildChild();
});
afterAll(() => {
  program.remove();
  process.stdout.write(tableOf(results));
});

describeEngines('a repair that is killed', { engines: propertyEngines('mariadb') }, (database) => {
  let site: CrashSite;
  let random: () => number;
  /** Milliseconds that a child takes to start, and that its run takes. */
  let [starting, running] = [0, 0];

  beforeAll(async () => {
    site = await crashSite(database(), program, troubledRecords());
    random = randomNumbers(seed);
    const report = await crashTrial(site, [{ work: 'apply' }, { work: 'undo' }]);
    expect(report).toMatchObject({ kills: 0, violations: [], settled: [] });
    starting = Math.min(...report.undisturbed.map((child) => child.starting));
    running = Math.min(...report.undisturbed.map((child) => child.running));
  });

  const whole = (count: number): number => 1 + Math.floor(random() * count);

  async function mustSurvive(kills: readonly Kill[]): Promise<void> {
    const report = await crashTrial(site, kills);
    const all = results.get(site.database.engine) ?? { kills: 0, settled: [], violations: [] };
    results.set(site.database.engine, {
      kills: all.kills + report.kills,
      settled: [...all.settled, ...report.settled],
      violations: [...all.violations, ...report.violations],
    });
    // As text: it says which kills led to it, and the seed that repeats them.
    expect(report.violations.join('\n'), `SEED=${seed} ${JSON.stringify(kills)}`).toBe('');
  }

  const atStep = (work: Kill['work'], [step, occurrences]: (typeof STEPS)[number], delay: number): Kill => ({
    work,
    at: { step, occurrence: whole(occurrences), delay },
  });

  /** Mostly while it runs, now and then while it starts. */
  const atSomeTime = (work: Kill['work']): Kill => {
    const spawn = random() < 0.2;
    return { work, at: { after: spawn ? 'spawn' : 'started', delay: random() * (spawn ? starting + running : running) } };
  };

  for (const [work, steps] of [
    ['apply', STEPS],
    ['undo', UNDO_STEPS],
  ] as const) {
    it.for(steps)(
      `leaves nothing half done at "%s" of ${work}; the next run finishes, and undo restores the start`,
      async (step, context) => {
        const { engine } = site.database;
        context.skip(engine === 'mysql char(32)', 'the same server as MariaDB’s');
        context.skip(engine !== 'sqlite' && !isThorough && !CRITICAL.includes(step[0]), 'as on SQLite; thoroughly on every engine');
        await mustSurvive([atStep(work, step, 0)]);
      },
    );
  }

  it(`the same at random times`, async () => {
    for (let count = 0; count < RANDOM_KILLS; count++) await mustSurvive([atSomeTime(count % 2 === 0 ? 'apply' : 'undo')]);
  });

  it('the same when the run that takes up the rest is killed, too', async () => {
    await mustSurvive([atStep('apply', ['journaled', 5], 0), atStep('apply', ['committed', 3], 0), atStep('undo', ['journaled', 2], 0)]);
    await mustSurvive([atStep('undo', ['journaled', 5], 0), atStep('undo', ['committed', 3], 0)]);
  });

  it.runIf(isThorough)(
    `the same ${THOROUGH_KILLS} times, at every step and at random`,
    async () => {
      const share = site.database.engine === 'mysql char(32)' ? 0.1 : 1;
      for (let trial = 0; (results.get(site.database.engine)?.kills ?? 0) < THOROUGH_KILLS * share; trial++) {
        // One of four trials kills more than one run.
        const works = Array.from({ length: trial % 4 === 3 ? whole(3) : 1 }, () => (random() < 0.6 ? 'apply' : 'undo'));
        const kills = works.map((work) => {
          const step = STEPS[Math.floor(random() * STEPS.length)];
          // A moment after a step: while the server is busy with what comes next.
          return step === undefined || random() < 0.4 ? atSomeTime(work) : atStep(work, step, random() < 0.5 ? 0 : random() * 4);
        });
        await mustSurvive(kills).catch((error: unknown) => void process.stdout.write(`${sentenceOf(error)}\n`));
      }
      expect(results.get(site.database.engine)?.violations).toEqual([]);
    },
    3_600_000,
  );
});

function tableOf(all: typeof results): string {
  const count = ({ settled }: Pick<TrialReport, 'settled'>, state: string): string =>
    String(settled.filter((one) => one.state === state).length);
  const lines = [...all].map(([engine, result]) => [
    engine,
    String(result.kills),
    ...['committed', 'rolled-back', 'unknown'].map((state) => count(result, state)),
    String(result.violations.length),
  ]);
  const rows = [['engine', 'kills', 'settled committed', 'rolled back', 'unknown', 'violations'], ...lines];
  return `\n${rows.map((cells) => cells.map((cell, index) => (index === 0 ? cell.padEnd(16) : cell.padStart(18))).join('')).join('\n')}\n`;
}

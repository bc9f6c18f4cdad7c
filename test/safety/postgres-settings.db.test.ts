import { beforeAll, expect, it } from 'vitest';
import { describeEngines } from '../support/databases.ts';
import { HOSTILE, type Hostile } from '../support/postgres-settings.ts';
import { prepareTrials, type Trials } from '../support/same-under.ts';
import { isThorough } from '../support/thorough.ts';

describeEngines('sessions of PostgreSQL that are given other settings', { engines: ['postgresql'], oldSchema: true }, (database) => {
  let trials: Trials;
  beforeAll(async () => {
    trials = await prepareTrials(database());
  });

  /** The trial's differences while sessions of the database begin with these settings. */
  async function under(settings: readonly Hostile[]): Promise<readonly string[]> {
    const name = new URL(database().url).pathname.slice(1);
    for (const [setting, value] of settings) await database().execute(`alter database ${name} set ${setting} = ${value}`);
    try {
      return await trials.differences();
    } finally {
      await database().execute(`alter database ${name} reset all`);
    }
  }

  it.runIf(isThorough).each(Object.values(HOSTILE).flat())('%s = %s', async (...setting) => {
    expect(await under([setting])).toEqual([]);
  });

  it.runIf(isThorough).each(Object.entries(HOSTILE))('%s', async (_what, settings) => {
    expect(await under(settings)).toEqual([]);
  });

  it('all of them at once', async () => {
    expect(await under(Object.values(HOSTILE).flat())).toEqual([]);
  });

  it('leaves no check out of what is compared', () => {
    const { checks } = trials.baseline.audit as { readonly checks: readonly { readonly id: string; readonly outcome: string }[] };
    expect(checks.filter(({ outcome }) => outcome === 'could-not-run')).toEqual([]);
  });
});

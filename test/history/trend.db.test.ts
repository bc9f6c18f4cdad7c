import fc from 'fast-check';
import { expect, it } from 'vitest';
import { madeRecording, minuteOf } from './recordings.ts';
import { describeStores } from './stores.ts';

/** Which of five rows two checks find; whether one of them cannot run; how long after the run before. */
const run = fc.record({
  one: fc.option(fc.subarray([1, 2, 3, 4, 5])),
  two: fc.option(fc.subarray([1, 2, 3])),
  looksAtTwo: fc.boolean(),
  after: fc.integer({ min: 1, max: 500 }),
});

let number = 0;
const found = (ids: readonly number[] | null) => ids?.map((id) => ({ id })) ?? null;

describeStores('a trend', (store) => {
  it('is as a naive model has it', { timeout: 600_000 }, async () => {
    let subjects = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 10 }), fc.integer({ min: 0, max: 2500 }), async (runs, since) => {
        const subject = `naive ${++subjects} ${number}`;
        let minute = 0;
        const began = new Map<string, number>();
        const resolved = new Map<string, { count: number; milliseconds: number }>();
        const looks: (readonly [string, number | null])[] = [];
        for (const { one, two, looksAtTwo, after } of runs) {
          minute += after;
          const made = { one, ...(looksAtTwo ? { two } : {}) };
          const recording = await madeRecording({
            subject,
            number: ++number,
            minute,
            looks: Object.fromEntries(Object.entries(made).map(([check, ids]) => [check, found(ids)])),
          });
          await store().history.record(recording);
          recording.met.drop();
          for (const [check, ids] of Object.entries(made)) {
            if (minute >= since) looks.push([`${check} ${minuteOf(minute)}`, ids?.length ?? null]);
            if (ids === null) continue;
            for (const id of ids) if (!began.has(`${check} ${id}`)) began.set(`${check} ${id}`, minute);
            for (const [name, from] of began) {
              if (!name.startsWith(`${check} `) || ids.includes(Number(name.split(' ')[1]))) continue;
              began.delete(name);
              if (minute < since) continue;
              const { count, milliseconds } = resolved.get(check) ?? { count: 0, milliseconds: 0 };
              resolved.set(check, { count: count + 1, milliseconds: milliseconds + (minute - from) * 60_000 });
            }
          }
        }
        const trend = await store().history.trend(subject, minuteOf(since));
        const times = new Map(trend.runs.map((each) => [each.number, each.startedAt]));
        expect(trend.looks.map(({ check, number: of, count }) => [`${check} ${times.get(of) ?? ''}`, count] as const).sort()).toEqual(
          looks.sort(),
        );
        expect([...trend.resolved].sort()).toEqual([...resolved].sort());
      }),
      { numRuns: 20, seed: 15 },
    );
  });

  it('leaves out runs that looked at one person, and says how many', async () => {
    const subject = 'narrowed';
    for (const user of [null, 'ann', null]) {
      const recording = await madeRecording({ subject, number: ++number, user, looks: { one: [{ id: 1, user: 'ann' }] } });
      await store().history.record(recording);
      recording.met.drop();
    }
    const { runs, narrowed, looks } = await store().history.trend(subject, minuteOf(0));
    expect([runs.length, narrowed]).toEqual([2, 1]);
    expect(looks.filter(({ number: of }) => runs.some((each) => each.number === of))).toHaveLength(2);
  });

  it('takes what a repair saw at its end', async () => {
    const recording = await madeRecording({ subject: 'repaired', number: ++number, looks: { one: [{ id: 1 }, { id: 2 }] } });
    const [look] = recording.looks;
    if (look === undefined) throw new Error('no look');
    await store().history.record({ ...recording, mode: 'fix', looks: [look, { ...look, part: 1, count: 0, outcome: 'passed' }] });
    recording.met.drop();
    const { looks, resolved } = await store().history.trend('repaired', minuteOf(0));
    expect(looks.map(({ count }) => count)).toEqual([0]);
    expect([...resolved]).toEqual([['one', { count: 2, milliseconds: 0 }]]);
  });

  it('is empty for a subject of which nothing is kept', async () => {
    expect(await store().history.trend('nobody', minuteOf(0))).toMatchObject({ runs: [], narrowed: 0, looks: [] });
  });

  it('is asked of the subject of the newest run first', async () => {
    const recording = await madeRecording({ subject: 'newest', number: ++number, minute: 1_000_000, looks: {} });
    await store().history.record(recording);
    recording.met.drop();
    const [first, ...others] = await store().history.subjects();
    expect(first).toMatchObject({ name: 'newest', title: 'newest', runs: 1 });
    expect(others.map(({ name }) => name)).toContain('repaired');
  });
});

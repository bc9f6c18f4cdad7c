import { join, dirname } from 'node:path';
import type { Clock } from '../../clock.ts';
import { dayOf, evidenceHash, keyText } from '../../model/index.ts';
import { findingSaid, type RunWish } from '../../service/index.ts';
import { findKeeping, Workspace } from '../../workspace/index.ts';
import { perform } from '../worker/perform.ts';
import { jobPast, type JobRan } from './job-past.ts';
import { probePast } from './probe-past.ts';

const DAY = 86_400_000;
const DAYS = 90;

/** What the past of a playground is made of. */
export interface PastWish {
  readonly config: string;
  readonly clock: Clock;
  readonly isStopped: () => boolean;
  /** The probe that has a past. */
  readonly probe: string;
  /** Lets the database drift. */
  readonly drift: (share: number, most: number) => number;
  /** Makes a backup of the database as it is on a day, at a time in milliseconds. */
  readonly backUp: (day: number, at: number) => Promise<void>;
}

/** What happens on a day before its audit: the rest of the days only the audit does. */
const HAPPENS: Readonly<Record<number, 'drift' | 'incident' | 'repair' | 'undo' | 'acknowledge' | 'backup'>> = {
  6: 'drift',
  14: 'acknowledge',
  20: 'repair',
  30: 'backup',
  33: 'drift',
  47: 'incident',
  48: 'repair',
  58: 'drift',
  60: 'backup',
  66: 'repair',
  67: 'undo',
  80: 'drift',
  87: 'backup',
  89: 'drift',
};

/**
 * Lets 90 days pass: an audit each night, recorded as of that night, and what happens in between.
 *
 * @returns false where it was told to end
 */
export async function playgroundPast({ config, clock, isStopped, probe, drift, backUp }: PastWish): Promise<boolean> {
  const now = clock().getTime();
  const begin = now - DAYS * DAY;
  const at = (day: number, hour: number): number => Math.min(now, Math.floor(begin / DAY) * DAY + day * DAY + hour * 3_600_000);
  const ran = new Map<string, JobRan>();
  let repaired: string | null = null;
  const run = async (
    day: number,
    hour: number,
    operator: string,
    wish: Partial<RunWish> & Pick<RunWish, 'kind'>,
  ): Promise<string | null> => {
    const started = at(day, hour);
    const whole: RunWish = { database: null, request: {}, findings: 'all', operator, ...wish };
    const ending = await perform(
      whole,
      { config },
      { tell: () => undefined, signal: new AbortController().signal, clock: () => new Date(started) },
    );
    const job = /^job:(.+)$/.exec(operator)?.[1];
    if (job !== undefined) ran.set(job, { at: started, ending });
    return ending.run;
  };
  for (let day = 1; day < DAYS; day += 1) {
    if (isStopped()) return false;
    const what = HAPPENS[day];
    if (what === 'drift') drift(day / DAYS, 4);
    if (what === 'incident') drift(day / DAYS, 45);
    if (what === 'backup') {
      await backUp(day, at(day, 1));
      await run(day, 2, 'job:backup', { kind: 'backup' });
    }
    if (what === 'acknowledge') await acknowledge(config, new Date(begin + day * DAY));
    if (what === 'repair') {
      const plan = join(dirname(config), `plan-${day}.jsonl`);
      await run(day, 9, 'admin', { kind: 'plan', plan, findings: 'counts' });
      repaired = await run(day, 10, 'admin', { kind: 'apply', plan });
    }
    if (what === 'undo' && repaired !== null) await run(day, 11, 'admin', { kind: 'undo', run: repaired });
    await run(day, what === 'repair' || what === 'undo' ? 12 : 3, 'job:nightly', { kind: 'audit' });
  }
  const workspace = await Workspace.open({ config });
  await workspace.withStore(async (shared) => {
    const store = await shared.made();
    await probePast(store, probe, begin, now);
    for (const [job, last] of ran) await jobPast(store, job, last, now);
  });
  return true;
}

/** Acknowledges a few findings as of a day. */
async function acknowledge(config: string, at: Date): Promise<void> {
  const workspace = await Workspace.open({ config });
  const keeping = await findKeeping(workspace);
  await workspace.withStore(async (shared) => {
    const { history } = await shared.made();
    const [subject] = await history.subjects();
    if (subject === undefined) return;
    const given = { reason: 'Known since the move of July; nobody is paid by it.', by: 'admin', on: dayOf(at), until: null };
    for await (const page of history.open(subject, {}, 3)) {
      for (const { check, fingerprint, said } of page) {
        const finding = findingSaid(check, fingerprint, said);
        if (!('expected' in finding) || !('actual' in finding)) continue;
        await keeping.add([{ database: null, check, fingerprint, key: keyText(finding.key), evidence: evidenceHash(finding), ...given }]);
      }
    }
  });
}

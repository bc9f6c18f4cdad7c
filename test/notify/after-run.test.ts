import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/history/index.ts';
import { alertOfFailedRun, alertOfOldBackups, alertsAfterRun, alertsSince, type ChannelSettings } from '../../src/notify/index.ts';
import type { ConditionDigest, Digest, FindingsDigest } from '../../src/notify/digest.ts';
import { openedStore, runId } from '../history/fixtures.ts';
import { madeRecording, minuteOf, type MadeFinding, type MadeLook, type MadeRun } from '../history/recordings.ts';
import { temporaryFolder } from '../support/cli.ts';
import { ALL_WANTED, alertSettings } from './digests.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const DAY_IN_MINUTES = 24 * 60;
let store: Store;
/** Each test has a history of its own. */
let subject: string;
/** The number of the last run, and the minute at which it began. */
let number = 0;

const chat = (wants: Partial<ChannelSettings> = {}): ChannelSettings =>
  ({ ...ALL_WANTED, type: 'slack', url: 'https://hooks.slack.com/x', ...wants }) as ChannelSettings;
const clock = (): Date => new Date(minuteOf(number));
const portsOf = (channels: Readonly<Record<string, ChannelSettings>> = { chat: chat() }, more: object = {}) => ({
  store,
  settings: alertSettings(channels, more),
  clock,
});

beforeAll(async () => {
  store = await openedStore(`sqlite:///${folder.file('store.sqlite3')}`);
});
afterAll(() => store.close());
beforeEach(() => {
  subject = `db${number}`;
});

/** A run is recorded, and nobody told of it. */
async function ran(looks: Readonly<Record<string, MadeLook>>, rest: Partial<MadeRun> = {}): Promise<string> {
  number += 1;
  await store.history.record(await madeRecording({ subject, number, looks, ...rest }));
  return runId(number);
}

/** What is in the outbox that was not there before, the oldest first. */
async function news<Kind extends Digest = FindingsDigest>(channel = 'chat', known = heard): Promise<readonly Kind[]> {
  const messages = (await store.outbox.newest(500)).filter((one) => one.channel === channel && !known.has(one.id)).reverse();
  for (const { id } of messages) known.add(id);
  return messages.flatMap(({ digests }) => digests as readonly Kind[]);
}
const heard = new Set<string>();

/** A run is recorded and told of: what it is said to have changed. */
async function told(looks: Readonly<Record<string, MadeLook>>, rest: Partial<MadeRun> = {}): Promise<unknown> {
  await alertsAfterRun(portsOf(), await ran(looks, rest));
  const digests = await news();
  return digests.map(({ changes, trouble }) => [
    ...changes.map(({ what, before, after, appeared, returned, resolved }) => ({ what, before, after, appeared, returned, resolved })),
    ...(trouble === null ? [] : [trouble]),
  ]);
}

const found = (...ids: readonly number[]): readonly MadeFinding[] => ids.map((id) => ({ id }));
const counted = { appeared: null, returned: null, resolved: null };
const QUESTS = 'quest-status';

describe('after a run it is told', () => {
  test('what is new, worse, gone, and there again: by findings where both runs listed them', async () => {
    expect(await told({ [QUESTS]: [] })).toEqual([]);
    expect(await told({ [QUESTS]: found(1, 2) })).toEqual([[{ what: 'new', before: 0, after: 2, appeared: 2, returned: 0, resolved: 0 }]]);
    expect(await told({ [QUESTS]: found(1, 2) })).toEqual([]);
    expect(await told({ [QUESTS]: found(1, 2, 3) })).toEqual([
      [{ what: 'worse', before: 2, after: 3, appeared: 1, returned: 0, resolved: 0 }],
    ]);
    expect(await told({ [QUESTS]: found(1, 3) })).toEqual([
      [{ what: 'resolved', before: 3, after: 2, appeared: 0, returned: 0, resolved: 1 }],
    ]);
    expect(await told({ [QUESTS]: found(1, 2, 3) })).toEqual([
      [{ what: 'returned', before: 2, after: 3, appeared: 0, returned: 1, resolved: 0 }],
    ]);
    // As many as before, and others.
    expect(await told({ [QUESTS]: found(1, 2, 4) })).toEqual([
      [{ what: 'worse', before: 3, after: 3, appeared: 1, returned: 0, resolved: 1 }],
    ]);
    expect(await told({ [QUESTS]: [] })).toEqual([[{ what: 'resolved', before: 3, after: 0, appeared: 0, returned: 0, resolved: 3 }]]);
  });

  test('by counts where one of them only counted', async () => {
    await told({ [QUESTS]: 0 });
    expect(await told({ [QUESTS]: 4 })).toEqual([[{ what: 'new', before: 0, after: 4, ...counted }]]);
    expect(await told({ [QUESTS]: found(1, 2, 3, 4) })).toEqual([]);
    expect(await told({ [QUESTS]: 2 })).toEqual([[{ what: 'resolved', before: 4, after: 2, ...counted }]]);
    expect(await told({ [QUESTS]: 0 })).toMatchObject([[{ what: 'resolved', after: 0 }]]);
    expect(await told({ [QUESTS]: 1 })).toEqual([[{ what: 'returned', before: 0, after: 1, ...counted }]]);
  });

  test('nothing of what could not look, nor of checks that a run left out', async () => {
    await told({ [QUESTS]: found(1), 'user-level': [] });
    expect(await told({ [QUESTS]: null, 'user-level': [] })).toEqual([]);
    expect(await told({ 'user-level': [] })).toEqual([]);
    // What it is compared with is the last run that looked.
    expect(await told({ [QUESTS]: found(1, 2) })).toMatchObject([[{ what: 'worse', before: 1, after: 2, appeared: 1 }]]);
  });

  test('nothing of what is acknowledged, and no longer being so is told', async () => {
    await told({ [QUESTS]: found(1, 2) });
    const acknowledged = [{ id: 1 }, { id: 2, acknowledged: true }];
    expect(await told({ [QUESTS]: acknowledged })).toEqual([]);
    expect(await told({ [QUESTS]: found(1, 2) })).toMatchObject([[{ what: 'worse', before: 1, after: 2 }]]);
  });

  test('of a run that failed once, and once when runs come to their end again', async () => {
    const failed: Partial<MadeRun> = { changes: { state: 'failed', exitCode: 2 } };
    await told({ [QUESTS]: [] });
    const id = runId(number + 1).slice(0, 8);
    expect(await told({}, failed)).toEqual([
      [{ news: 'run-failed', isBad: true, sentence: `Run ${id} failed, or could not look at everything.` }],
    ]);
    expect(await told({}, failed)).toEqual([]);
    await alertOfFailedRun(portsOf(), subject, 'Nothing answers.');
    expect(await news()).toEqual([]);
    expect(await told({ [QUESTS]: [] })).toEqual([[{ news: 'run-failed', isBad: false, sentence: 'Runs come to their end again.' }]]);
    // One that could not even begin is in no history.
    await alertOfFailedRun(portsOf(), subject, 'Nothing answers.');
    expect((await news()).map(({ trouble }) => trouble?.sentence)).toEqual(['Nothing answers.']);
  });

  test('nobody of a run that was narrowed to a person, which is no run to compare with either', async () => {
    await told({ [QUESTS]: found(1) });
    expect(await told({ [QUESTS]: found(2, 3) }, { user: 'ann' })).toEqual([]);
    expect(await told({ [QUESTS]: found(1) })).toEqual([]);
  });

  test('of runs before it of which nobody has told, each by itself; and of none twice, whoever asks', async () => {
    await told({ [QUESTS]: [] });
    const first = await ran({ [QUESTS]: found(1) });
    await ran({ [QUESTS]: found(9) }, { user: 'ann' });
    const last = await ran({ [QUESTS]: found(1, 2) });
    await Promise.all([last, first, last].map((run) => alertsAfterRun(portsOf(), run)));
    expect((await news()).map(({ run, changes }) => [run?.id, changes.map(({ what }) => what)]).sort()).toEqual([
      [first, ['new']],
      [last, ['worse']],
    ]);
  });

  test('the first findings, with names only where a channel wants them', async () => {
    const channels = { chat: chat(), open: chat({ personal: true, findings: 1 }) };
    await alertsAfterRun(portsOf(channels), await ran({ [QUESTS]: [] }));
    const quests = [1, 2].map((id) => ({ id, title: `Canary ${id}` }));
    await alertsAfterRun(portsOf(channels), await ran({ [QUESTS]: quests }));
    const [closed] = await news();
    const [open] = await news('open', new Set());
    expect(closed?.first).toHaveLength(2);
    expect(JSON.stringify(closed)).not.toContain('Canary');
    expect(open?.first.map(({ headline }) => headline)).toEqual([expect.stringContaining('Canary')]);
  });
});

describe('runs of which nobody has told', () => {
  test('are taken note of in the beginning, and told afterwards', async () => {
    await ran({ [QUESTS]: found(1) });
    await alertsSince(portsOf(), true);
    expect(await news()).toEqual([]);
    await ran({ [QUESTS]: found(1, 2) });
    // What changes from then on is told, also by a service that has begun anew.
    await alertsSince(portsOf(), true);
    await alertsSince(portsOf(), false);
    expect((await news()).map(({ database, changes }) => [database, changes.map(({ what }) => what)])).toEqual([[subject, ['worse']]]);
  });

  test('of a database that was not there in the beginning are told', async () => {
    await alertsSince(portsOf(), true);
    await ran({ [QUESTS]: found(1) });
    await ran({ [QUESTS]: found(1) }, { user: 'ann' });
    await alertsSince(portsOf(), false);
    expect((await news()).map(({ database, changes }) => [database, changes.map(({ what }) => what)])).toEqual([[subject, ['new']]]);
  });
});

describe('a backup', () => {
  const backup = { rules: [], data: { start: { database: { backup: 'copy' } } } };
  const critical = { ...backup, findings: { critical: 2, warning: 0, info: 0 } };

  test('that is unfit is told of once, and once it is fit again', async () => {
    expect(await told({}, { changes: critical })).toEqual([
      [{ news: 'backup', isBad: true, sentence: 'The backup "copy" is unfit: 2 critical.' }],
    ]);
    expect(await told({}, { changes: { ...backup, exitCode: 2 } })).toEqual([]);
    expect(await told({}, { changes: backup })).toEqual([[{ news: 'backup', isBad: false, sentence: 'The backup "copy" is fit again.' }]]);
    expect(await told({}, { changes: { ...backup, exitCode: 2 } })).toEqual([
      [{ news: 'backup', isBad: true, sentence: 'The backup "copy" is unfit: its audit failed.' }],
    ]);
  });

  test('that was audited too long ago is told of once, and once it was audited again', async () => {
    const databases = { [subject]: {}, copy: { backupOf: subject }, never: { backupOf: subject } };
    const look = (backupAge: number | null): Promise<void> => alertOfOldBackups(portsOf(undefined, { backupAge }), databases);
    const main = subject;
    const audited = async (rest: Partial<MadeRun> = {}): Promise<void> => {
      subject = `${main} (backup copy)`;
      await ran({}, rest);
    };
    await audited();
    const day = clock().toISOString().slice(0, 10);
    await look(3_600_000);
    number += 3 * DAY_IN_MINUTES;
    await look(null);
    expect(await news()).toEqual([]);
    // One that failed proves nothing.
    await audited({ changes: { state: 'failed', exitCode: 2 } });
    await look(3_600_000);
    await look(3_600_000);
    const sentences = async (): Promise<unknown> =>
      (await news<ConditionDigest>()).map(({ isBad, sentence, database }) => ({ isBad, sentence, database }));
    expect(await sentences()).toEqual([
      { isBad: true, sentence: `The backup "copy" was audited last on ${day}, 3 days ago.`, database: main },
    ]);
    await audited();
    await look(3_600_000);
    expect(await sentences()).toEqual([
      { isBad: false, sentence: `The backup "copy" was audited on ${clock().toISOString().slice(0, 10)}.`, database: main },
    ]);
  });
});

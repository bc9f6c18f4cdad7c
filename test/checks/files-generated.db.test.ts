import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Dataset } from '../../src/demo/audit-001.ts';
import { NO_FILES } from '../../src/files/index.ts';
import { collect, countsOf, type PrintedFinding } from '../support/collect.ts';
import { describeEngines, PROPERTY_ENGINES } from '../support/databases.ts';
import { testMedia, uploadRowsOf, type MediaEntry, type TestMedia } from '../support/files-media.ts';
import { ANN, BOB, EVE } from '../support/flows.ts';
import { ENTRIES, naiveFileFindings, NAMES, ON_DISK, type Meaning, type NaivePlace } from '../support/naive-files.ts';
import { isThorough } from '../support/thorough.ts';

const RUNS = isThorough ? 200 : 25;

/** A database and a folder. */
interface World {
  readonly disk: Readonly<Record<string, MediaEntry | null>>;
  readonly emblem: readonly [string, Meaning];
  readonly receipt: readonly [string, Meaning];
  readonly appeal: readonly [string, Meaning];
  readonly attachment: readonly [string, Meaning];
  readonly thumbnail: readonly [string, Meaning];
  readonly submission: readonly (readonly [unknown, Meaning])[];
}

const name = fc.constantFrom(...NAMES);
const world: fc.Arbitrary<World> = fc.record({
  disk: fc.record(Object.fromEntries(Object.entries(ON_DISK).map(([path, entries]) => [path, fc.constantFrom(...entries)]))),
  emblem: name,
  receipt: name,
  appeal: name,
  attachment: name,
  thumbnail: name,
  submission: fc.array(fc.constantFrom(...ENTRIES), { maxLength: 6 }),
});

function placesOf({ emblem, receipt, appeal, attachment, thumbnail, submission }: World): readonly NaivePlace[] {
  return [
    { place: 'guilds_guild.custom_emblem', owner: BOB, meaning: emblem[1], accepts: 'images' },
    { place: 'payments_paymentproof.receipt_image', owner: EVE, meaning: receipt[1], accepts: 'images' },
    { place: 'users_banappealfile.file', owner: BOB, meaning: appeal[1], accepts: 'documents' },
    { place: 'messaging_messageattachment.file', owner: null, meaning: attachment[1], accepts: 'documents' },
    { place: 'messaging_messageattachment.thumbnail', owner: null, meaning: thumbnail[1], accepts: 'images' },
    ...submission.map(([, meaning], index): NaivePlace => ({
      place: `quests_questsubmission.submission_files ${index + 1}`,
      owner: ANN,
      meaning,
      accepts: 'documents',
    })),
  ];
}

function rowsOf({ emblem, receipt, appeal, attachment, thumbnail, submission }: World): Dataset {
  return uploadRowsOf({
    emblem: emblem[0],
    receipt: receipt[0],
    appeal: appeal[0],
    attachment: attachment[0],
    thumbnail: thumbnail[0],
    submission: submission.map(([entry]) => entry),
  });
}

function inWords({ check, key }: PrintedFinding): string {
  if (key['file'] !== undefined) return `${check} ${String(key['file'])}`;
  return `${check} ${String(key['table'])}.${String(key['column'])}${key['item'] === undefined ? '' : ` ${String(key['item'])}`}`;
}

describeEngines('the checks of files', { engines: PROPERTY_ENGINES }, (database) => {
  let media: TestMedia;
  beforeAll(() => {
    media = testMedia();
  });
  afterAll(() => media.remove());

  it('find what a naive reading of the rules finds, for all and for one person', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.constantFrom(...([null, 'ann', 'bob'] as const)), async (generated, user) => {
        media.fill(Object.fromEntries(Object.entries(generated.disk).flatMap(([path, entry]) => (entry === null ? [] : [[path, entry]]))));
        await database().clear();
        await database().insert(rowsOf(generated));
        const options = { only: ['files'], skip: ['file-changed'], user, files: { ...NO_FILES, mediaRoot: media.root } };
        const { findings, result } = await collect(database().url, options);
        const owner = user === null ? null : user === 'ann' ? ANN : BOB;
        expect(findings.map(inWords).sort()).toEqual(naiveFileFindings(placesOf(generated), generated.disk, owner));
        // To count is to find as many.
        const counted = await collect(database().url, { ...options, wish: { detail: 'counts' } });
        expect(counted.findings).toEqual([]);
        expect(countsOf(counted.result)).toEqual(countsOf(result));
      }),
      { numRuns: RUNS },
    );
  });
});

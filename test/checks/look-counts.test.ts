import { describe, expect, it } from 'vitest';
import { LookCounts, type FilePlace } from '../../src/checks/files/look-counts.ts';
import type { Looked } from '../../src/files/index.ts';

const FOLDER: FilePlace = { mediaRoot: '/srv/wrong', mediaUrl: null };
const mistake = (kinds: Partial<Record<Looked['kind'], number>>, place = FOLDER) => {
  const counts = new LookCounts();
  for (const [kind, count] of Object.entries(kinds)) for (let one = 0; one < count; one++) counts.add(kind as Looked['kind']);
  return counts.mistake(place);
};

describe('where files are looked for is likely a mistake', () => {
  it('when most of them are missing and none was found', () => {
    expect(mistake({ missing: 94 })).toEqual({
      setting: 'mediaRoot',
      value: '/srv/wrong',
      files: 94,
      missing: 94,
      text: 'none of the 94 files that rows name was found at --media-root "/srv/wrong", and 94 are missing there: correct it before anything is done about these findings.',
    });
    expect(mistake({ missing: 6, outside: 3, unknown: 2 })).toMatchObject({ files: 11, missing: 6 });
  });

  it('of an address, which is told without its password', () => {
    const place = { mediaRoot: null, mediaUrl: 'https://ann:s3cret@files.example/media/' };
    expect(mistake({ missing: 3 }, place)).toMatchObject({ setting: 'mediaUrl', value: 'https://files.example/media/' });
    expect(JSON.stringify(mistake({ missing: 3 }, place))).not.toContain('s3cret');
  });

  it.each([
    ['one was found', { missing: 94, file: 1 }],
    ['two are missing, and no more are named', { missing: 2 }],
    ['half of them may be there, which nobody can say', { missing: 4, unknown: 4 }],
    ['nothing is named', {}],
  ])('but not when %s', (_, kinds) => {
    expect(mistake(kinds)).toBeNull();
  });
});

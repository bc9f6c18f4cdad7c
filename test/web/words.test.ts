import { describe, expect, it } from 'vitest';
import { en } from '../../web/src/words/en.ts';
import { fil } from '../../web/src/words/fil.ts';

/** What Filipino says in the same words: names, formats, and what PeerQuest's own people call things. */
const SAME = [
  ...['PeerQuest Audit', 'Menu', 'operator', 'admin', 'Database', 'Password', 'Code', 'Field', 'User', 'Quest', 'user', 'quest', 'Key'],
  ...['Preview', 'Column', 'Backup', 'Table', '(configuration)', 'Audit', 'Job', 'Endpoint', 'Median', 'Store', 'Exit code', 'Channel'],
  ...['HTML', 'Markdown', 'CSV', 'JSON', 'NDJSON', 'JUnit', 'SARIF', 'Enter', 'Space', 'Esc'],
];
/** What tells a value without a word. */
const FORMATS = ['number', 'difference', 'took', 'moment', 'status.share', 'status.ms', 'status.utcDay', 'backups.size'];

/** Each member that both languages have, by its place, with what both say; a sentence about values is said of one that has to be in it. */
function* said(ours: unknown, theirs: unknown, place: readonly string[] = []): Generator<readonly [string, string, string]> {
  if (typeof ours === 'function' && typeof theirs === 'function') {
    const values = Array.from({ length: ours.length }, () => 1234) as never[];
    yield [
      place.join('.'),
      String((ours as (...some: never[]) => unknown)(...values)),
      String((theirs as (...some: never[]) => unknown)(...values)),
    ];
  } else if (typeof ours === 'object' && ours !== null && typeof theirs === 'object' && theirs !== null) {
    for (const [name, member] of Object.entries(ours)) yield* said(member, (theirs as Record<string, unknown>)[name], [...place, name]);
  } else yield [place.join('.'), String(ours), String(theirs)];
}

const told = [...said(en, fil)];
const valuesIn = (text: string): number => text.match(/1,?234|NaN|undefined/g)?.length ?? 0;

describe('Filipino', () => {
  it('says everything that English does, and nothing in English', () => {
    expect(told.length).toBeGreaterThan(500);
    const left = told.filter(
      ([place, ours, theirs]) => ours === theirs && /[a-z]{2}/i.test(ours) && !SAME.includes(ours) && !FORMATS.includes(place),
    );
    expect(left).toEqual([]);
  });

  it('leaves out no value', () => {
    expect(told.filter(([, ours, theirs]) => valuesIn(ours) !== valuesIn(theirs))).toEqual([]);
  });
});

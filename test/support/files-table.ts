import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_FILES } from '../../src/files/index.ts';
import { collect, type PrintedFinding } from './collect.ts';
import { describeEngines } from './databases.ts';
import { testMedia, uploadRowsOf, type MediaEntry, type TestMedia, type Uploads } from './files-media.ts';
import { holdPageExample } from './page-example.ts';

/** A row of the truth table of a check about files. */
export interface FileTruthRow extends Uploads {
  readonly when: string;
  /** What lies in the media root. */
  readonly media?: Readonly<Record<string, MediaEntry>>;
  /** Null for silence; else all findings, in their order, or what matters of them. */
  readonly then: readonly Partial<PrintedFinding>[] | null;
}

/** Tries the truth table of a check about files on every engine, with a real folder. */
export function describeFileTable(check: string, rows: readonly FileTruthRow[]): void {
  const found: PrintedFinding[] = [];
  describeEngines(check, {}, (database) => {
    let media: TestMedia;
    beforeAll(() => {
      media = testMedia();
    });
    afterAll(() => media.remove());
    for (const row of rows) {
      it(`${row.then === null ? 'is silent' : 'finds it'} when ${row.when}`, async () => {
        media.fill(row.media ?? {});
        await database().clear();
        await database().insert(uploadRowsOf(row));
        const { findings, result } = await collect(database().url, { only: [check], files: { ...NO_FILES, mediaRoot: media.root } });
        found.push(...findings);
        expect(findings).toMatchObject(row.then ?? []);
        expect(findings).toHaveLength(row.then?.length ?? 0);
        expect(result.checks.map(({ outcome }) => outcome)).toEqual([row.then === null ? 'passed' : 'found']);
      });
    }
  });
  holdPageExample(check, found);
}

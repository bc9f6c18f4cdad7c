import { expect, it } from 'vitest';
import { audit, FileError, parseDatabaseUrl, printedLine, type FileManifest, type FileRecord } from '../../src/index.ts';
import { createDatabase } from '../support/databases.ts';
import { HEADS, testMedia, uploadRowsOf } from '../support/files-media.ts';

/** Hashes that a program keeps where it likes, by the public types alone. */
function manifestIn(records: Map<string, FileRecord>): FileManifest {
  const put = (some: readonly FileRecord[]): Promise<void> => {
    for (const record of some) records.set(record.path, record);
    return Promise.resolve();
  };
  return {
    begin: (_part, now) => Promise.resolve(now.toISOString()),
    get: (paths) => Promise.resolve(new Map([...records].filter(([path]) => paths.includes(path)))),
    put,
    unread: () => Promise.resolve([]),
    forget: () => Promise.resolve(),
    finish: () => Promise.resolve(),
  };
}

it('another program audits files through the public door', async () => {
  const media = testMedia();
  const database = await createDatabase('sqlite');
  await database.insert(uploadRowsOf({ submission: ['submissions/x.pdf', 'submissions/gone.pdf'] }));
  media.fill({ 'submissions/x.pdf': HEADS.pdf });
  const records = new Map<string, FileRecord>();
  const manifest = () => Promise.resolve(manifestIn(records));
  const found: string[] = [];
  for await (const event of audit(parseDatabaseUrl(database.url), { only: ['files'], files: { mediaRoot: media.root } }, { manifest })) {
    if (event.type === 'findings') found.push(...event.findings.map(({ headline }) => printedLine(headline)));
  }
  expect(found).toEqual(['Submission 1, file 2 of ann: submissions/gone.pdf']);
  expect([...records.keys()]).toEqual(['submissions/x.pdf']);
  expect(new FileError('X', 'A sentence.')).toMatchObject({ code: 'X', message: 'A sentence.' });
  await database.drop();
  media.remove();
});

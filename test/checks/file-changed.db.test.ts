import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { connect, parseDatabaseUrl } from '../../src/database/index.ts';
import { NO_FILES, partOfDay, type FileManifest, type FileSettings } from '../../src/files/index.ts';
import type { Store } from '../../src/history/index.ts';
import { openedStore } from '../history/fixtures.ts';
import { collect, type PrintedFinding } from '../support/collect.ts';
import { describeEngines, oneServerOf } from '../support/databases.ts';
import { testMedia, uploadRowsOf, type TestMedia } from '../support/files-media.ts';
import { holdPageExample } from '../support/page-example.ts';

const DAY = 86_400_000;
const NAMES = Array.from({ length: 300 }, (_, index) => `submissions/${index}.txt`);

const found: PrintedFinding[] = [];

describeEngines('file-changed', { engines: oneServerOf('postgresql') }, (database) => {
  let media: TestMedia;
  let storeUrl = '';
  let round = 0;
  const open: Store[] = [];
  beforeAll(() => {
    media = testMedia();
  });
  afterAll(() => media.remove());
  beforeEach(async () => {
    // A store of its own for each test: a file, or tables in the server's database.
    round++;
    storeUrl = database().engine === 'sqlite' ? join(media.outside, `store-${round}.sqlite3`) : database().url;
    for (const table of round === 1 || database().engine === 'sqlite' ? [] : ['peerquest_audit_file', 'peerquest_audit_file_reading']) {
      await database().execute(`delete from ${table}`);
    }
    await database().clear();
  });

  const manifest = async (identity: string): Promise<FileManifest> => {
    const store = await openedStore(storeUrl);
    open.push(store);
    return store.files(identity);
  };
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close();
  });
  const audit = async (settings: Partial<FileSettings> = {}) => {
    const { findings, result } = await collect(database().url, {
      only: ['file-changed'],
      files: { ...NO_FILES, mediaRoot: media.root, manifest, ...settings },
    });
    found.push(...findings);
    return { findings, outcome: result.checks[0]?.outcome, reason: result.checks[0]?.reason };
  };
  const fill = async (submission: readonly string[], content = 'as it was'): Promise<void> => {
    media.fill(Object.fromEntries(submission.map((name) => [name, content])));
    await database().insert(uploadRowsOf({ submission }));
  };

  it('is silent when files are read for the first time, and when they stay as they are', async () => {
    await fill(['submissions/a.txt', 'submissions/b.txt']);
    expect(await audit()).toMatchObject({ findings: [], outcome: 'passed' });
    expect(await audit()).toMatchObject({ findings: [], outcome: 'passed' });
  });

  it('finds a file that was written again, in every run, until it is as it was', async () => {
    await fill(['submissions/a.txt', 'submissions/b.txt']);
    await audit();
    writeFileSync(join(media.root, 'submissions/b.txt'), 'forged');
    const first = await audit();
    expect(first).toMatchObject({
      outcome: 'found',
      findings: [{ key: { file: 'submissions/b.txt' }, cause: 'rewritten', repair: 'manual', user: null }],
    });
    expect(first.findings[0]?.expected['sha256']).not.toEqual(first.findings[0]?.actual['sha256']);
    expect((await audit()).findings).toEqual(first.findings);
    writeFileSync(join(media.root, 'submissions/b.txt'), 'as it was');
    expect(await audit()).toMatchObject({ findings: [], outcome: 'passed' });
  });

  it('finds content that changed although size and time did not', async () => {
    await fill(['submissions/a.txt']);
    const path = join(media.root, 'submissions/a.txt');
    const then = new Date('2025-07-01T12:00:00Z');
    utimesSync(path, then, then);
    await audit();
    writeFileSync(path, 'As it was');
    utimesSync(path, then, then);
    expect((await audit()).findings).toMatchObject([{ cause: 'silently' }]);
  });

  it('remembers names of any kind, and the whole of a long one', async () => {
    const names = ['submissions/a\nb\u001b[31m.txt', 'submissions/карта 🗺.txt', `${'x/'.repeat(100)}${'y'.repeat(200)}.txt`];
    await fill(names.map((name) => name.split('/').map(encodeURIComponent).join('/')));
    media.fill(Object.fromEntries(names.map((name) => [name, 'a'])));
    await audit();
    for (const name of names) writeFileSync(join(media.root, name), 'b');
    expect((await audit()).findings.map(({ key }) => key['file']).sort()).toEqual([...names].sort());
  });

  it('reads another part each day, all of them in the end, and tells of a changed file every day', async () => {
    await fill(NAMES);
    const parts = Array.from({ length: 7 }, (_, day) => partOfDay({ parts: 1, of: 7 }, new Date(day * DAY)));
    expect(new Set(parts.map(({ name }) => name)).size).toBe(7);
    for (const name of NAMES) expect(parts.filter((part) => part.includes(name))).toHaveLength(1);
    await audit({ subset: { parts: 1, of: 7 } });
    const today = partOfDay({ parts: 1, of: 7 }, new Date());
    const opened = await manifest(await identityOf(database().url));
    const known = await opened.get(NAMES);
    expect([...known.keys()].sort()).toEqual(NAMES.filter((name) => today.includes(name)).sort());
    await audit();
    for (const name of NAMES) writeFileSync(join(media.root, name), 'forged');
    const found = await audit({ subset: { parts: 1, of: 7 } });
    expect(found.findings).toHaveLength(known.size);
    // What is known to have changed is read again, whatever part it belongs to.
    await audit();
    expect((await audit({ subset: { parts: 1, of: 7 } })).findings).toHaveLength(NAMES.length);
  });

  it('takes a reading up again that was cut off, and begins anew after one that ended', async () => {
    await fill(NAMES);
    const put: number[] = [];
    const counting = async (identity: string): Promise<FileManifest> => {
      const real = await manifest(identity);
      return {
        ...real,
        put: async (records) => {
          await real.put(records);
          put.push(records.length);
          if (put.length === 1) throw new Error('cut off');
        },
      };
    };
    expect(await audit({ manifest: counting })).toMatchObject({ outcome: 'could-not-run', reason: 'cut off' });
    const [first = 0] = put.splice(0, 1, 0);
    expect(first).toBeLessThan(NAMES.length);
    expect(await audit({ manifest: counting })).toMatchObject({ outcome: 'passed' });
    expect(put.reduce((sum, number) => sum + number)).toBe(NAMES.length - first);
    put.splice(0, put.length, 0);
    await audit({ manifest: counting });
    expect(put.reduce((sum, number) => sum + number)).toBe(NAMES.length);
  });

  it('forgets a file when its row and itself are gone, in a reading of all files', async () => {
    const [kept, bare, named, ...others] = NAMES;
    if (kept === undefined || bare === undefined || named === undefined) throw new Error('There are no names.');
    await fill(NAMES);
    await audit();
    const remembered = async (): Promise<readonly string[]> => {
      const opened = await manifest(await identityOf(database().url));
      const known = await opened.get(NAMES);
      return [...known.keys()].sort();
    };
    // One file stays with its row, one without it, one row without its file; of the others nothing is left.
    media.fill({ [kept]: 'as it was', [bare]: 'as it was' });
    await database().execute(`update quests_questsubmission set submission_files = '${JSON.stringify([kept, named])}'`);
    await audit({ subset: { parts: 1, of: 7 } });
    expect(await remembered()).toHaveLength(NAMES.length);
    expect(await audit()).toMatchObject({ findings: [], outcome: 'passed' });
    expect(await remembered()).toEqual([kept, bare, named].sort());
    // What comes back is compared with what it was; what is uploaded anew is new.
    media.fill({ [kept]: 'as it was', [bare]: 'forged', [named]: 'forged', [others[0] ?? '']: 'another' });
    await database().execute(`update quests_questsubmission set submission_files = '${JSON.stringify([kept, bare, named, others[0]])}'`);
    expect((await audit()).findings.map(({ key }) => key['file']).sort()).toEqual([bare, named].sort());
  });

  it('does not apply without a manifest, without a folder, or for one person', async () => {
    await fill([]);
    expect(await audit({ manifest: 'there is no store' })).toMatchObject({ outcome: 'does-not-apply', reason: 'there is no store' });
    expect(await audit({ mediaRoot: null })).toMatchObject({ outcome: 'does-not-apply' });
    expect(await audit({ mediaRoot: null, mediaUrl: 'http://localhost:1/' })).toMatchObject({
      outcome: 'does-not-apply',
      reason: 'content is not downloaded through a URL: it needs --media-root',
    });
  });

  it('could not run when the store has trouble, and the other checks have run', async () => {
    await fill(['submissions/a.txt']);
    const { result } = await collect(database().url, {
      only: ['files'],
      files: { ...NO_FILES, mediaRoot: media.root, manifest: () => Promise.reject(new Error('The store is full.')) },
    });
    expect(Object.fromEntries(result.checks.map(({ check, outcome }) => [check.id, outcome]))).toEqual({
      'file-missing': 'passed',
      'file-empty': 'passed',
      'file-too-large': 'passed',
      'file-type': 'passed',
      'file-outside-media-root': 'passed',
      'file-reference-malformed': 'passed',
      'file-unreferenced': 'passed',
      'file-changed': 'could-not-run',
    });
  });
});

async function identityOf(url: string): Promise<string> {
  const session = await connect(parseDatabaseUrl(url), ['users_user']);
  return session.identity().finally(() => session.close());
}

holdPageExample('file-changed', found);

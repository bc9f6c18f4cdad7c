import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { LocalFiles } from '../../src/files/index.ts';
import { HEADS, testMedia } from '../support/files-media.ts';

const media = testMedia();
beforeEach(() => media.fill({ 'a/x.pdf': HEADS.pdf }));
afterAll(() => media.remove());

it('says why a media root cannot be used', async () => {
  await expect(LocalFiles.open(join(media.root, 'no\nwhere'))).rejects.toThrow(/no\\nwhere" cannot be used: it is not there/);
  await expect(LocalFiles.open(join(media.root, 'a/x.pdf'))).rejects.toThrow('it is not a folder');
});

it('takes a media root that is a link itself', async () => {
  symlinkSync(media.root, join(media.outside, 'root'));
  const files = await LocalFiles.open(join(media.outside, 'root'));
  expect(await files.look('a/x.pdf')).toMatchObject({ kind: 'file', real: 'a/x.pdf', content: 'pdf' });
});

it('does not wait for a pipe, and reads no device', async () => {
  execFileSync('mkfifo', [join(media.root, 'pipe.pdf')]);
  const files = await LocalFiles.open(media.root);
  expect(await files.look('pipe.pdf')).toEqual({ kind: 'missing', cause: 'not-a-file' });
  await expect(files.read('pipe.pdf')).rejects.toThrow('something else took its place');
});

it('reads no file whose folder became a link that leads out', async () => {
  const files = await LocalFiles.open(media.root);
  symlinkSync(media.outside, join(media.root, 'b'));
  await expect(files.read('b/secret.pdf')).rejects.toThrow('a link took its place');
  expect(await files.look('b/secret.pdf')).toEqual({ kind: 'outside' });
});

it.skipIf(process.getuid?.() === 0)('does not take for missing what it may not see', async () => {
  const files = await LocalFiles.open(media.root);
  chmodSync(join(media.root, 'a'), 0);
  expect(await files.look('a/x.pdf')).toMatchObject({ kind: 'unknown' });
  chmodSync(join(media.root, 'a'), 0o700);
});

it('walks folders without following links', async () => {
  symlinkSync('..', join(media.root, 'a/round'));
  const files = await LocalFiles.open(media.root);
  const found: string[] = [];
  for await (const path of files.walk('', true)) if ((await files.present(path)) !== null) found.push(path);
  expect(found).toEqual(['a/x.pdf']);
});

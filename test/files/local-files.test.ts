import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, closeSync, ftruncateSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { LocalFiles } from '../../src/files/index.ts';
import { HEADS, testMedia } from '../support/files-media.ts';

/** Puts a link in the place of a folder and takes it away again, as fast as it can, until it is ended. */
const SWAP = `
  const { renameSync, symlinkSync, unlinkSync } = require('node:fs');
  const [folder, aside, outside] = process.argv.slice(1);
  process.stdout.write('on');
  for (;;) { renameSync(folder, aside); symlinkSync(outside, folder); unlinkSync(folder); renameSync(aside, folder); }`;

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
  expect(await namesOf(files)).toEqual(['a/x.pdf']);
});

it('reads nothing outside of it while another program swaps its folders for links', async () => {
  media.fill({ 'a/secret.pdf': 'inside', 'a/inside.txt': 'x' });
  writeFileSync(join(media.outside, 'only-outside.txt'), 'x');
  writeFileSync(join(media.outside, 'secret.pdf'), `%PDF-${'outside'.repeat(10)}`);
  const swap = spawn(process.execPath, ['-e', SWAP, join(media.root, 'a'), join(media.root, '.aside'), media.outside]);
  const ended = once(swap, 'exit');
  const seen = { inside: 0, refused: 0 };
  const outside: unknown[] = [];
  const note = (what: unknown, isInside: boolean): void => {
    if (isInside) seen.inside++;
    else outside.push(what);
  };
  try {
    await once(swap.stdout, 'data');
    for (const end = Date.now() + 3000; Date.now() < end;) {
      // What is known of folders is not kept for ever either.
      const files = await LocalFiles.open(media.root);
      for (let round = 0; round < 20; round++) {
        await files.read('a/secret.pdf').then(
          ({ sha256 }) => note(sha256, sha256 === createHash('sha256').update('inside').digest('hex')),
          () => seen.refused++,
        );
        const looked = await files.look('a/secret.pdf');
        if (looked.kind === 'file') note(looked, looked.size === 6 && looked.content !== 'pdf');
        for (const path of await namesOf(files).catch(() => [])) note(path, path !== 'a/only-outside.txt');
      }
    }
  } finally {
    swap.kill('SIGKILL');
    await ended;
  }
  expect(outside).toEqual([]);
  expect(Object.values(seen).every((count) => count > 0)).toBe(true);
});

it('does not hash a file that is larger than any upload', async () => {
  const descriptor = openSync(join(media.root, 'a/holes.pdf'), 'w');
  ftruncateSync(descriptor, 30_000_000_000);
  closeSync(descriptor);
  const start = performance.now();
  await expect((await LocalFiles.open(media.root)).read('a/holes.pdf')).rejects.toThrow('it has more than 256 MiB');
  expect(performance.now() - start).toBeLessThan(2000);
});

async function namesOf(files: LocalFiles): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { path, present } of files.walk('', true)) if ((await present()) !== null) found.push(path);
  return found;
}

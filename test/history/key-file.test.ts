import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, linkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { findStoreKey, makeStoreKey } from '../../src/history/store-key.ts';
import { temporaryFolder } from '../support/cli.ts';
import { buildChild } from '../support/crash-process.ts';

const folder = temporaryFolder();
const environment = { XDG_CONFIG_HOME: folder.path };
const file = join(folder.path, 'peerquest-audit', 'store-key');
const KEY = `${'0a'.repeat(32)}\n`;
const isRoot = process.getuid?.() === 0;

beforeEach(() => {
  rmSync(dirname(file), { recursive: true, force: true });
  mkdirSync(dirname(file), { mode: 0o700 });
});
afterAll(() => {
  folder.remove();
});

describe('the key of the journal', () => {
  it('is made on first use, for this account alone, and is the same from then on', () => {
    rmSync(dirname(file), { recursive: true });
    expect(findStoreKey(environment)).toEqual({ secret: null, trouble: 'this account has no key that could tell' });
    const made = makeStoreKey(environment, null);
    expect(made.trouble).toBeNull();
    expect(readFileSync(file, 'latin1')).toMatch(/^[0-9a-f]{64}\n$/);
    expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700]);
    for (const again of [findStoreKey(environment), makeStoreKey(environment, null)])
      expect(made.secret?.equals(again.secret ?? made.secret)).toBe(again.secret !== null);
  });

  it.each<readonly [string, RegExp, () => void]>([
    [
      'others can read',
      /others can get at .*store-key \(mode 644\)/,
      () => {
        writeFileSync(file, KEY);
        chmodSync(file, 0o644);
      },
    ],
    [
      'its group can write',
      /others can get at .*store-key \(mode 620\)/,
      () => {
        writeFileSync(file, KEY);
        chmodSync(file, 0o620);
      },
    ],
    [
      'is a link',
      /is a symbolic link/,
      () => {
        writeFileSync(`${file}.other`, KEY, { mode: 0o600 });
        symlinkSync(`${file}.other`, file);
      },
    ],
    ['is a link to nothing', /is a symbolic link/, () => symlinkSync(`${file}.other`, file)],
    [
      'has two names',
      /is no file of its own/,
      () => {
        writeFileSync(`${file}.other`, KEY, { mode: 0o600 });
        linkSync(`${file}.other`, file);
      },
    ],
    ['is a folder', /is no file of its own/, () => mkdirSync(file)],
    ['is garbage', /holds no key of this tool/, () => writeFileSync(file, 'x'.repeat(1000), { mode: 0o600 })],
    ['is cut off', /holds no key of this tool/, () => writeFileSync(file, KEY.slice(0, 40), { mode: 0o600 })],
    ['is empty', /holds no key of this tool/, () => writeFileSync(file, '', { mode: 0o600 })],
    ['has a key and more', /holds no key of this tool/, () => writeFileSync(file, `${KEY}x`, { mode: 0o600 })],
    [
      'lies where others can write',
      /others can get at its folder .* \(mode 777\)/,
      () => {
        writeFileSync(file, KEY, { mode: 0o600 });
        chmodSync(dirname(file), 0o777);
      },
    ],
    [
      'has a folder that is a file',
      /is no folder of its own|cannot be kept or read/,
      () => {
        rmSync(dirname(file), { recursive: true });
        writeFileSync(dirname(file), '', { mode: 0o600 });
      },
    ],
  ])('is not taken from a file that %s, nor replaced', (_what, trouble, prepare) => {
    prepare();
    for (const key of [findStoreKey(environment), makeStoreKey(environment, null)]) {
      expect(key.secret).toBeNull();
      expect(key.trouble).toMatch(trouble);
    }
  });

  it.skipIf(!isRoot)('is not taken from another account (only root can make such a file)', () => {
    writeFileSync(file, KEY, { mode: 0o600 });
    chownSync(file, 65_534, 65_534);
    expect(findStoreKey(environment)).toMatchObject({
      secret: null,
      trouble: expect.stringContaining('belongs to another account (number 65534)') as string,
    });
    chownSync(file, 0, 0);
    chownSync(dirname(file), 65_534, 65_534);
    expect(findStoreKey(environment)).toMatchObject({
      secret: null,
      trouble: expect.stringContaining('belongs to another account') as string,
    });
  });

  it('is not kept where nothing can be written, and the run says so', () => {
    const key = makeStoreKey({ XDG_CONFIG_HOME: '/proc/nowhere' }, null);
    expect(key.secret).toBeNull();
    expect(key.trouble).toMatch(/^its key cannot be kept or read in .*store-key \(E[A-Z]+\)$/);
  });

  it('comes from the variable before all files, and too short a one is refused', () => {
    writeFileSync(file, KEY, { mode: 0o644 });
    const named = findStoreKey({ ...environment, PEERQUEST_AUDIT_STORE_KEY: 'k'.repeat(32) });
    expect({ bytes: named.secret?.export().toString(), trouble: named.trouble }).toEqual({ bytes: 'k'.repeat(32), trouble: null });
    expect(() => findStoreKey({ PEERQUEST_AUDIT_STORE_KEY: 'k'.repeat(31) })).toThrow('has 31 characters, and a key needs at least 32');
  });

  it('is one key where several processes come to make it at the same time', async () => {
    rmSync(dirname(file), { recursive: true });
    const program = await buildChild('../history/key-racer.ts');
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, [program.file], { env: { ...process.env, ...environment, PEERQUEST_AUDIT_STORE_KEY: '' } }),
    );
    // Each tells that it is there; then all are let go at once.
    await Promise.all(children.map(({ stdout }) => once(stdout, 'data')));
    const told = children.map(({ stdout }) => text(stdout));
    for (const { stdin } of children) stdin.write('go');
    const keys = await Promise.all(told);
    program.remove();
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toBe(readFileSync(file, 'latin1').trim());
  });
});

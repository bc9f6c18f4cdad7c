import { chmodSync, chownSync, lchownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuseForeign } from '../../src/config/trust.ts';
import { RefusedError } from '../../src/errors.ts';
import { temporaryFolder } from '../support/cli.ts';

const isRoot = process.getuid?.() === 0;
const OTHER = 12345;
const all = temporaryFolder();
afterAll(() => {
  all.remove();
});

let number = 0;
/** A file with this mode, alone in a folder with that one. */
function file(mode: number, folderMode = 0o755): string {
  const folder = all.file(`${++number}`);
  mkdirSync(folder);
  const path = join(folder, 'c.json');
  writeFileSync(path, '{}');
  chmodSync(path, mode);
  chmodSync(folder, folderMode);
  return path;
}

/** Why a file is refused; null where it is not. */
function against(path: string, trust = false): string | null {
  try {
    refuseForeign(path, 'The file', trust);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ code: 'FOREIGN_FILE' });
    const [, reason] =
      /^The file \(".*?"\) (.*): it decides what runs here, and it is not used\. If you trust it, give --trust-config or set PEERQUEST_AUDIT_TRUST_CONFIG=1; else take it over \(chown, chmod go-w\), or run this in another folder\.$/.exec(
        (error as Error).message,
      ) ?? [];
    return reason ?? 'no reason';
  }
}

describe('a file of mine', () => {
  it.each([
    [0o600, null],
    [0o755, null],
    [0o644, null],
    [0o602, 'can be written by other users'],
    [0o666, 'can be written by other users'],
  ])('with mode %o: %s', (mode, reason) => {
    expect(against(file(mode))).toBe(reason);
    expect(against(file(mode), true)).toBeNull();
  });

  it.runIf(isRoot)('that my own group may write is mine still; one that another group may write is not', () => {
    const path = file(0o660);
    expect(against(path)).toBeNull();
    chownSync(path, 0, OTHER);
    expect(against(path)).toBe('can be written by other users');
    chmodSync(path, 0o640);
    expect(against(path)).toBeNull();
  });

  it('is refused in a folder in which every user can replace it, unless they can do so with their own files only', () => {
    const path = file(0o600, 0o777);
    expect(against(path)).toBe(`lies in a folder in which every user can replace it ("${join(path, '..')}", chmod o-w)`);
    expect(against(path, true)).toBeNull();
    expect(against(file(0o600, 0o1777))).toBeNull();
    expect(against(file(0o600, 0o775))).toBeNull();
  });

  it('behind a link is judged by both folders', () => {
    const [target, link] = [file(0o600, 0o777), file(0o600)];
    symlinkSync(target, `${link}.link`);
    expect(against(`${link}.link`)).toMatch(/^lies in a folder in which every user can replace it/);
    const good = file(0o600);
    symlinkSync(good, `${link}.good`);
    expect(against(`${link}.good`)).toBeNull();
    symlinkSync(file(0o666), `${link}.open`);
    expect(against(`${link}.open`)).toBe('can be written by other users');
  });

  it('is judged by what was opened, where its name has another file by now', () => {
    const [opened, now] = [file(0o666), file(0o600)];
    expect(() => {
      refuseForeign(now, 'The file', false, statSync(opened));
    }).toThrow(/can be written by other users/);
  });
});

describe.runIf(isRoot)('a file of another user', () => {
  const before = process.env['SUDO_UID'];
  beforeEach(() => delete process.env['SUDO_UID']);
  afterEach(() => {
    if (before === undefined) delete process.env['SUDO_UID'];
    else process.env['SUDO_UID'] = before;
  });

  it('is refused, and so is a link of another user to a file of mine', () => {
    const path = file(0o644);
    chownSync(path, OTHER, OTHER);
    expect(against(path)).toBe(`belongs to another user (uid ${OTHER}, and this is uid 0)`);
    expect(against(path, true)).toBeNull();
    const link = file(0o644);
    symlinkSync(link, `${link}.link`);
    lchownSync(`${link}.link`, OTHER, OTHER);
    expect(against(`${link}.link`)).toMatch(/^belongs to another user/);
  });

  it('is trusted where it is the one who called sudo', () => {
    const path = file(0o644);
    chownSync(path, OTHER, OTHER);
    process.env['SUDO_UID'] = String(OTHER);
    expect(against(path)).toBeNull();
    process.env['SUDO_UID'] = '5';
    expect(against(path)).toMatch(/^belongs to another user/);
  });
});

import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UsageError } from '../errors.ts';
import { requireProgram, runProgram } from './run-program.ts';
import type { Scratch } from './scratch.ts';
import { BackupTrouble } from './trouble.ts';
import { boundedBy } from './unpack.ts';

/**
 * Decrypts a file into the scratch place, with a key that stands in a file: for age an identity, for gpg a private key or a passphrase. Keys of this
 * account are not asked, and none is kept.
 *
 * @throws BackupTrouble where the key is not the right one, or the file is damaged
 */
export async function decrypt(
  path: string,
  by: string,
  keyFile: string,
  scratch: Scratch,
  name: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (!existsSync(keyFile)) throw new UsageError('NO_KEY_FILE', `There is no key file "${keyFile}": check the path.`);
  if (by !== 'age' && by !== 'gpg')
    throw new BackupTrouble('ENCRYPTED', `it is encrypted (${by}), which is not decrypted here: decrypt it first.`);
  const key = resolve(keyFile);
  const to = join(scratch.folder, name);
  const run = by === 'age' ? ageRun(key) : await gpgRun(key, scratch, signal);
  const bounded = boundedBy(scratch.folder);
  try {
    const [{ code, errors }] = await Promise.all([
      runProgram(run.program, [...run.args, resolve(path)], { cwd: scratch.folder, output: bounded, signal }),
      pipeline(bounded, createWriteStream(to, { mode: 0o600 })),
    ]);
    if (code === 0) return to;
    const said = errors.trim().split('\n').at(-1) ?? '';
    throw new BackupTrouble('WRONG_KEY', `${by} does not decrypt it with the key given (${said}): it is another key’s, or damaged.`);
  } finally {
    await run.end();
  }
}

function ageRun(key: string) {
  return {
    program: requireProgram('age', 'Decrypting a file of age'),
    args: ['--decrypt', '--identity', key],
    end: () => Promise.resolve(),
  };
}

async function gpgRun(key: string, scratch: Scratch, signal: AbortSignal | undefined) {
  const program = requireProgram('gpg', 'Decrypting a file of gpg');
  const home = scratch.subfolder('gpg');
  const alone = ['--homedir', home, '--batch', '--no-tty', '--quiet', '--pinentry-mode', 'loopback'];
  const isKey = /^-----BEGIN PGP PRIVATE KEY|^[\x94\x95\xc5]/.test(readFileSync(key).subarray(0, 64).toString('latin1'));
  if (isKey) await runProgram(program, [...alone, '--import', key], { cwd: scratch.folder, signal });
  return {
    program,
    args: [...alone, ...(isKey ? [] : ['--passphrase-file', key]), '--decrypt'],
    // Its agent would stay.
    end: async (): Promise<void> => {
      await runProgram(requireProgram('gpgconf', 'Ending what gpg started'), ['--homedir', home, '--kill', 'all'], { cwd: scratch.folder });
    },
  };
}

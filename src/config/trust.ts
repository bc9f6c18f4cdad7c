import { lstatSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { RefusedError } from '../errors.ts';

const [GROUP_MAY_WRITE, OTHERS_MAY_WRITE, STICKY] = [0o020, 0o002, 0o1000];

/**
 * Sees to it that nobody but this account, root and (under sudo) the person who called it can have written a file or a folder: what stands
 * in it decides what runs, and against which database. The folder that one happens to stand in may be anybody's.
 *
 * @param what the file, as the subject of a sentence
 * @param trust whether the caller has said that such files are trusted
 * @param opened what was opened by this name, to be judged in the place of what has the name now
 * @throws RefusedError with the reason and the cure
 */
export function refuseForeign(path: string, what: string, trust: boolean, opened?: Stats): void {
  // Windows has no such owners.
  if (trust || process.geteuid === undefined) return;
  const reason = reasonAgainst(path, opened);
  if (reason === null) return;
  throw new RefusedError(
    'FOREIGN_FILE',
    `${what} ("${path}") ${reason}: it decides what runs here, and it is not used. If you trust it, give --trust-config or set PEERQUEST_AUDIT_TRUST_CONFIG=1; ` +
      'else take it over (chown, chmod go-w), or run this in another folder.',
  );
}

function reasonAgainst(path: string, opened?: Stats): string | null {
  const link = lstatSync(path);
  const file = opened ?? (link.isSymbolicLink() ? statSync(path) : link);
  for (const one of [link, file]) {
    if (!isTrusted(one.uid)) return `belongs to another user (uid ${one.uid}, and this is uid ${process.geteuid?.()})`;
  }
  if (isOpen(file)) return 'can be written by other users';
  const folders = [dirname(resolve(path)), ...(link.isSymbolicLink() ? [dirname(realpathSync(path))] : [])];
  const open = folders.find((folder) => (statSync(folder).mode & (OTHERS_MAY_WRITE | STICKY)) === OTHERS_MAY_WRITE);
  return open === undefined ? null : `lies in a folder in which every user can replace it ("${open}", chmod o-w)`;
}

function isTrusted(owner: number): boolean {
  const account = process.geteuid?.();
  return owner === account || owner === 0 || (account === 0 && String(owner) === process.env['SUDO_UID']);
}

/** A group of the owner's own, as most systems make one for each account, holds nobody else. */
function isOpen({ mode, uid, gid }: Stats): boolean {
  return (mode & OTHERS_MAY_WRITE) !== 0 || ((mode & GROUP_MAY_WRITE) !== 0 && gid !== uid);
}

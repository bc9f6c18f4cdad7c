import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, opendir, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { FileError, sentenceOf } from '../errors.ts';
import { printable } from '../model/index.ts';
import { Fence } from './fence.ts';
import { contentOf, HEAD_LENGTH, type FileContent } from './file-content.ts';
import type { Looked, LookingGlass } from './looked.ts';

/** A file that was found in a folder. */
export interface PresentFile {
  /** Relative to the media root, `/` between its parts. */
  readonly path: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

/** Anything but a folder that a walk came upon. */
export interface Found {
  /** Relative to the media root, `/` between its parts. */
  readonly path: string;
  /** A regular file as it lies there; null for anything else, and for what was deleted meanwhile. To be asked before the walk goes on. */
  readonly present: () => Promise<PresentFile | null>;
}

/** What the whole content of a file is. */
export type ReadFile = Omit<PresentFile, 'path'> & { readonly sha256: string };

/** Bytes that are read at a time. */
const CHUNK = 262_144;
/** Bytes of a file that are hashed at most: ten times what the application accepts. A file with holes can be larger than any disk. */
const MOST = 256 << 20;
/** Folders whose real names are remembered: uploads lie in few. */
const MOST_FOLDERS = 10_000;
/** As many links are followed by hand as a kernel follows. */
const MOST_LINKS = 40;

/**
 * A media root on this machine. Only regular files that are really inside it are ever opened, and only for reading: links are
 * followed by name first.
 */
export class LocalFiles implements LookingGlass {
  readonly concurrency = 16;
  readonly #fence: Fence;
  readonly #root: string;
  readonly #folders = new Map<string, Promise<string | null>>();

  private constructor(fence: Fence) {
    this.#fence = fence;
    this.#root = fence.root;
  }

  /** @throws FileError when it is no folder that can be looked into */
  static async open(mediaRoot: string): Promise<LocalFiles> {
    const root = await realpath(mediaRoot).catch((error: unknown) => Promise.reject(unusable(mediaRoot, reasonOf(error))));
    if (!(await stat(root)).isDirectory()) throw unusable(mediaRoot, 'it is not a folder');
    await opendir(root).then(
      (folder) => folder.close(),
      (error: unknown) => Promise.reject(unusable(mediaRoot, reasonOf(error))),
    );
    return new LocalFiles(await Fence.around(root));
  }

  async look(path: string): Promise<Looked> {
    try {
      const folder = await this.#folderOf(path);
      // The common case takes one call: a name in a folder that is known to be inside.
      if (folder === null) return await this.#lookThroughLinks(path);
      const real = join(folder, path.slice(path.lastIndexOf('/') + 1));
      const found = await unlessAbsent(lstat(real));
      if (found === null) return await this.#missing(path);
      return await (found.isSymbolicLink() ? this.#lookThroughLinks(path) : this.#lookAt(real, found));
    } catch (error) {
      if (!isAbsence(error)) return { kind: 'unknown', reason: reasonOf(error) };
      return this.#absent(path).catch((second: unknown) => ({ kind: 'unknown', reason: reasonOf(second) }));
    }
  }

  /**
   * Reads a file as {@link look} named it.
   *
   * @throws FileError when it is too large to be read, or something else took its place; errors of the file system as they are
   */
  async read(real: string): Promise<ReadFile> {
    const handle = await this.#fence.file(join(this.#root, real));
    try {
      const hash = createHash('sha256');
      const buffer = Buffer.allocUnsafe(CHUNK);
      if ((await handle.stat()).size > MOST) throw tooLarge();
      for (let [length, left] = [1, MOST]; length > 0; left -= length) {
        length = (await handle.read(buffer, 0, CHUNK, null)).bytesRead;
        if (length > left) throw tooLarge();
        hash.update(buffer.subarray(0, length));
      }
      const { size, mtime } = await handle.stat();
      return { sha256: hash.digest('hex'), size, modifiedAt: mtime };
    } finally {
      await handle.close();
    }
  }

  /**
   * Everything but folders in a folder and the folders in it, in no order. Links in it are not followed, hidden files left out; a
   * folder that is not there, or leads out of the media root, is empty.
   *
   * @throws FileError when something else took a folder's place; errors of the file system as they are
   */
  async *walk(folder: string, deep: boolean): AsyncGenerator<Found> {
    const real = await unlessAbsent(realpath(join(this.#root, folder)));
    if (real === null || !this.#fence.holds(real)) return;
    const opened = await this.#fence.folder(real);
    try {
      for await (const entry of await opendir(opened.path)) {
        if (entry.name.startsWith('.')) continue;
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (!entry.isDirectory()) yield { path, present: () => present(join(opened.path, entry.name), path) };
        else if (deep) yield* this.walk(path, deep);
      }
    } finally {
      await opened.close();
    }
  }

  async #lookThroughLinks(path: string): Promise<Looked> {
    const real = await realpath(join(this.#root, path));
    return this.#fence.holds(real) ? this.#lookAt(real, await lstat(real)) : { kind: 'outside' };
  }

  /** @param real a name inside the media root, without links */
  async #lookAt(real: string, found: Stats): Promise<Looked> {
    if (!found.isFile()) return { kind: 'missing', cause: 'not-a-file' };
    const file = { kind: 'file', real: this.#nameOf(real), size: found.size, content: null, servedAs: null, unread: null } as const;
    try {
      return found.size === 0 ? file : { ...file, ...(await this.#head(real)) };
    } catch (error) {
      // It is no longer known what lies there, if anything does.
      if (error instanceof FileError || isAbsence(error)) throw error;
      return { ...file, unread: reasonOf(error) };
    }
  }

  /** The real name of the folder of a path; null where it is not there, or not inside. */
  #folderOf(path: string): Promise<string | null> {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const found = realpath(join(this.#root, folder)).then(
      (real) => (this.#fence.holds(real) ? real : null),
      () => null,
    );
    if (this.#folders.size >= MOST_FOLDERS) this.#folders.clear();
    this.#folders.set(folder, found);
    return found;
  }

  async #head(real: string): Promise<{ readonly size: number; readonly content: FileContent | null }> {
    const handle = await this.#fence.file(real);
    try {
      const { size } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_LENGTH), 0, HEAD_LENGTH, 0);
      return { size, content: bytesRead === 0 ? null : contentOf(buffer.subarray(0, bytesRead)) };
    } finally {
      await handle.close();
    }
  }

  /** Why nothing is there: a link that leads nowhere may still lead out. */
  async #absent(path: string): Promise<Looked> {
    let at = this.#root;
    for (const part of path.split('/')) {
      at = join(at, part);
      const found = await unlessAbsent(lstat(at));
      if (found === null) return this.#missing(path);
      if (!found.isSymbolicLink()) continue;
      if (await this.#leadsOut(at)) return { kind: 'outside' };
      const real = await realpath(at).catch(() => null);
      if (real === null) return { kind: 'missing', cause: 'broken-link' };
      at = real;
    }
    return { kind: 'missing', cause: 'not-there' };
  }

  async #missing(path: string): Promise<Looked> {
    return { kind: 'missing', cause: (await this.#hasOtherForm(path)) ? 'other-unicode-form' : 'not-there' };
  }

  async #leadsOut(link: string): Promise<boolean> {
    for (let [round, at] = [0, link]; round < MOST_LINKS; round++) {
      if (!this.#fence.holds(at)) return true;
      const target = await readlink(at).catch(() => null);
      if (target === null) return false;
      at = resolve(dirname(at), target);
    }
    return false;
  }

  /** The same letters may be written as other code points: some systems store names so. */
  async #hasOtherForm(path: string): Promise<boolean> {
    for (const form of ['NFC', 'NFD'] as const) {
      const other = path.normalize(form);
      if (other === path) continue;
      const real = await realpath(join(this.#root, other)).catch(() => null);
      if (real !== null && this.#fence.holds(real)) return true;
    }
    return false;
  }

  #nameOf(real: string): string {
    return relative(this.#root, real).split(sep).join('/');
  }
}

async function present(file: string, path: string): Promise<PresentFile | null> {
  const found = await unlessAbsent(lstat(file));
  return found?.isFile() === true ? { path, size: found.size, modifiedAt: found.mtime } : null;
}

async function unlessAbsent<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}

function tooLarge(): FileError {
  return new FileError('FILE_TOO_LARGE', `it has more than ${MOST >> 20} MiB, which no upload has, and was not read`);
}

function unusable(mediaRoot: string, reason: string): FileError {
  return new FileError('NO_MEDIA_ROOT', `The media root "${printable(mediaRoot)}" cannot be used: ${reason}; check --media-root.`);
}

/** What the systems say where there is nothing of that name, or where a name cannot be one. */
function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  EACCES: 'this account may not look into it',
  EPERM: 'this account may not look into it',
  EIO: 'the disk cannot be read',
  EMFILE: 'too many files are open',
};

/** An error of the file system in words, without the path: names are shown by those who escape them. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return REASONS[code] ?? (error instanceof FileError ? sentenceOf(error) : `the system says ${code}`);
}

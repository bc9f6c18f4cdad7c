import { constants } from 'node:fs';
import { open, readlink, realpath, stat, type FileHandle } from 'node:fs/promises';
import { sep } from 'node:path';
import { FileError } from '../errors.ts';

// Windows has none of these, which then count as none.
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants;

/** Where Linux says what a descriptor really leads to, and from where what lies below it can be reached whatever its name leads to by then. */
const byDescriptor = (handle: FileHandle): string => `/proc/self/fd/${handle.fd}`;

/**
 * A folder that nothing is read outside of. Names are looked at before, and what was opened is looked at again: another program may put a
 * link in the place of any folder on the way, at any moment.
 */
export class Fence {
  /** The folder's name without links. */
  readonly root: string;
  /** What the system calls the folder when it is open, which on some file systems differs in letters; null where it does not say. */
  readonly #opened: string | null;

  private constructor(root: string, opened: string | null) {
    this.root = root;
    this.#opened = opened;
  }

  /** @param root the folder's name without links */
  static async around(root: string): Promise<Fence> {
    const handle = await open(root, O_RDONLY | O_DIRECTORY).catch(() => null);
    if (handle === null) return new Fence(root, null);
    const opened = await readlink(byDescriptor(handle)).catch(() => null);
    await handle.close();
    return new Fence(root, opened);
  }

  /** Whether a name without links lies inside. */
  holds(real: string): boolean {
    return liesIn(this.root, real);
  }

  /**
   * Opens a plain file for reading, by a name without links; a link or a pipe that takes its place meanwhile is refused.
   *
   * @throws FileError when something else took its place; errors of the file system as they are
   */
  file(real: string): Promise<FileHandle> {
    return this.#open(real, O_NOFOLLOW | O_NONBLOCK, async (handle) => (await handle.stat()).isFile());
  }

  /**
   * Opens a folder, by a name without links. Under `path` it stays the same folder, whatever takes its place; not every system can
   * promise that.
   *
   * @throws FileError when something else took its place; errors of the file system as they are
   */
  async folder(real: string): Promise<{ readonly path: string; close(): Promise<void> }> {
    // Elsewhere a folder is not read by its descriptor, and on Windows it cannot be opened.
    if (this.#opened === null) return { path: real, close: () => Promise.resolve() };
    const handle = await this.#open(real, O_NOFOLLOW | O_DIRECTORY, () => Promise.resolve(true));
    return { path: byDescriptor(handle), close: () => handle.close() };
  }

  async #open(real: string, flags: number, fits: (handle: FileHandle) => Promise<boolean>): Promise<FileHandle> {
    // What lies outside is not even opened, as far as that can be known.
    if (!this.holds(await realpath(real))) throw moved('a link');
    const handle = await open(real, O_RDONLY | flags).catch((error: unknown) => {
      throw (error as NodeJS.ErrnoException).code === 'ELOOP' ? moved('a link') : error;
    });
    try {
      if (!(await this.#isInside(handle, real))) throw moved('a link');
      if (!(await fits(handle))) throw moved('something else');
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Where the system does not say what is open, its name is followed again: that must lead inside, and to the same file. */
  async #isInside(handle: FileHandle, real: string): Promise<boolean> {
    if (this.#opened !== null) return liesIn(this.#opened, await readlink(byDescriptor(handle)));
    const [is, named] = [await handle.stat({ bigint: true }), await stat(real, { bigint: true })];
    return is.dev === named.dev && is.ino === named.ino && this.holds(await realpath(real));
  }
}

function liesIn(root: string, real: string): boolean {
  return real === root || real.startsWith(root.endsWith(sep) ? root : root + sep);
}

function moved(what: string): FileError {
  return new FileError('FILE_MOVED', `${what} took its place meanwhile`);
}

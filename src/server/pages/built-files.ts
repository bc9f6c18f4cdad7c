import { readFileSync } from 'node:fs';

/** A file of the dashboard, as it was built. */
export interface BuiltFile {
  /** Its address. */
  readonly path: string;
  readonly type: string;
  readonly body: Buffer;
  /** Its name changes with what it holds, so that a browser may keep it for ever. */
  readonly isHashed: boolean;
}

/** What the build has written down: every file that the service may hand out. */
interface Listed {
  readonly path: string;
  readonly type: string;
}

const BUILT = new URL('./web/', import.meta.url);

/**
 * The files of the dashboard, by the list that the build has made: no path is ever read from a request.
 *
 * @returns null where it has not been built, as when the sources run by themselves
 * @throws Error for a listed file that is missing, which is a mistake in how it was packed
 */
export function builtFiles(folder: URL = BUILT): readonly BuiltFile[] | null {
  const listed = listIn(folder);
  return (
    listed?.map(({ path, type }) => ({
      path,
      type,
      body: readFileSync(new URL(`.${path}`, folder)),
      isHashed: path.startsWith('/assets/'),
    })) ?? null
  );
}

function listIn(folder: URL): readonly Listed[] | null {
  try {
    return JSON.parse(readFileSync(new URL('./files.json', folder), 'utf8')) as readonly Listed[];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

import type { FileManifest } from './manifest.ts';
import type { Subset } from './subset.ts';

/** Where uploaded files are, and how much of them to read. */
export interface FileSettings {
  /** The folder that uploads are in (`--media-root`). */
  readonly mediaRoot: string | null;
  /** Where a server hands them out (`--media-url`); looked at only where there is no folder. */
  readonly mediaUrl: string | null;
  /** Share of the files whose content is read in a run (`--read-data-subset`); null for all. */
  readonly subset: Subset | null;
  /** Opens the hashes that are remembered of a database's files, or says why there are none. */
  readonly manifest: ((databaseIdentity: string) => Promise<FileManifest>) | string;
}

/** What holds where nobody says where files are. */
export const NO_FILES: FileSettings = {
  mediaRoot: null,
  mediaUrl: null,
  subset: null,
  manifest: 'hashes of files are kept by the audit command only',
};

import type { FileManifest } from './manifest.ts';
import type { Subset } from './subset.ts';

/** Where uploaded files are, and how much of them to read. */
export interface FilePlaces {
  /** The folder that uploads are in (`--media-root`). */
  readonly mediaRoot?: string | null;
  /** Where a server hands them out (`--media-url`); looked at only where there is no folder. */
  readonly mediaUrl?: string | null;
  /** Share of the files whose content is read in a run (`--read-data-subset`); null, or left out, for all. */
  readonly subset?: Subset | null;
}

/** What checks of files are given. */
export interface FileSettings extends Required<FilePlaces> {
  /** Opens the hashes that are remembered of a database's files, or says why there are none. */
  readonly manifest: ((databaseIdentity: string) => Promise<FileManifest>) | string;
}

/** What holds where nothing says where files are. */
export const NO_FILES: FileSettings = {
  mediaRoot: null,
  mediaUrl: null,
  subset: null,
  manifest: 'hashes of files are kept by the audit command only',
};

import type { Settings } from '../config/index.ts';
import { AuditToolError } from '../errors.ts';
import { NO_FILES, parseSubset, type FilePlaces, type FileSettings } from '../files/index.ts';
import type { SharedStore } from '../history/index.ts';
import type { FileFlags } from './file-flags.ts';

/** Where uploaded files are: a flag beats the configuration file, a folder beats a URL. Hashes are kept by {@link fileManifest}. */
export function resolveFiles({ mediaRoot, mediaUrl, readDataSubset }: FileFlags, settings: Settings): Required<FilePlaces> {
  const named = mediaRoot !== undefined || mediaUrl !== undefined;
  return {
    mediaRoot: mediaRoot ?? (named ? null : (settings.mediaRoot ?? null)),
    mediaUrl: mediaUrl ?? (named ? null : (settings.mediaUrl ?? null)),
    subset: readDataSubset ?? parseSubset(settings.readDataSubset ?? ''),
  };
}

/** The hashes of files that the store keeps, or why there are none. The store is opened when the first hash is wanted. */
export async function fileManifest(files: FilePlaces, store: SharedStore): Promise<FileSettings['manifest']> {
  if (files.mediaRoot == null) return NO_FILES.manifest;
  try {
    await store.location();
    return async (identity) => (await store.made()).files(identity);
  } catch (error) {
    if (!(error instanceof AuditToolError)) throw error;
    if (error.code === 'STORE_DOES_NOT_LAST') {
      return 'hashes of files would be lost with this container’s disk: mount a volume, or name a store with --store';
    }
    return () => Promise.reject(error);
  }
}

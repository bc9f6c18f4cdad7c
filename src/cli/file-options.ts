import type { Settings } from '../config/index.ts';
import { addressText, type DatabaseAddress } from '../database/index.ts';
import { AuditToolError, StoreError } from '../errors.ts';
import { NO_FILES, parseSubset, type FilePlaces, type FileSettings } from '../files/index.ts';
import { openStore } from '../history/index.ts';
import type { FileFlags } from './file-flags.ts';
import { storeAddress } from './store-address.ts';

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
export async function fileManifest(
  files: FilePlaces,
  store: string | undefined,
  settings: Settings,
  audited: DatabaseAddress,
): Promise<FileSettings['manifest']> {
  if (files.mediaRoot == null) return NO_FILES.manifest;
  try {
    const location = await storeAddress(store, settings, audited);
    return async (identity) => {
      const opened = await openStore(location, 'create');
      if (opened === null)
        throw new StoreError('NO_STORE', `The store ${addressText(location)} cannot be made: name another with --store.`);
      return opened.files(identity);
    };
  } catch (error) {
    if (!(error instanceof AuditToolError)) throw error;
    if (error.code === 'STORE_DOES_NOT_LAST') {
      return 'hashes of files would be lost with this container’s disk: mount a volume, or name a store with --store';
    }
    return () => Promise.reject(error);
  }
}

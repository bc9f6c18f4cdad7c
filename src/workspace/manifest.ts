import { AuditToolError } from '../errors.ts';
import { NO_FILES, type FilePlaces, type FileSettings } from '../files/index.ts';
import type { SharedStore } from '../history/index.ts';

/** The hashes of files that the store keeps, or why there are none. The store is opened when the first hash is wanted. */
export async function fileManifest({ mediaRoot }: FilePlaces, store: SharedStore): Promise<FileSettings['manifest']> {
  if (mediaRoot == null) return NO_FILES.manifest;
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

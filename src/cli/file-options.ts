import { statSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Settings } from '../config/index.ts';
import { addressText, type DatabaseAddress } from '../database/index.ts';
import { AuditToolError, StoreError } from '../errors.ts';
import { NO_FILES, parseSubset, type FileSettings, type Subset } from '../files/index.ts';
import { openStore } from '../history/index.ts';
import { storeAddress } from './store-address.ts';

/** Options that say where uploaded files are. */
export interface FileFlags {
  readonly mediaRoot?: string;
  readonly mediaUrl?: string;
  readonly readDataSubset?: Subset;
}

/** Adds the options that say where uploaded files are, and how much of them to read. */
export function addFileOptions(command: Command): Command {
  return command
    .addOption(new Option('--media-root <dir>', 'folder with the uploaded files, for the checks of the group files').argParser(folder))
    .addOption(
      new Option('--media-url <url>', 'where uploaded files are handed out, when they are on another machine: asked with HEAD requests')
        .conflicts('mediaRoot')
        .argParser(webAddress),
    )
    .addOption(
      new Option(
        '--read-data-subset <n/t>',
        'compare the content of this share of the files only, another one each day, such as 1/7',
      ).argParser(subset),
    );
}

/** Where uploaded files are: a flag beats the configuration file, a folder beats a URL. Hashes are kept by {@link withManifest}. */
export function resolveFiles({ mediaRoot, mediaUrl, readDataSubset }: FileFlags, settings: Settings): FileSettings {
  const named = mediaRoot !== undefined || mediaUrl !== undefined;
  return {
    ...NO_FILES,
    mediaRoot: mediaRoot ?? (named ? null : (settings.mediaRoot ?? null)),
    mediaUrl: mediaUrl ?? (named ? null : (settings.mediaUrl ?? null)),
    subset: readDataSubset ?? parseSubset(settings.readDataSubset ?? ''),
  };
}

/** The same, with the hashes of files that the store keeps. The store is opened when the first hash is wanted. */
export async function withManifest(
  files: FileSettings,
  store: string | undefined,
  settings: Settings,
  audited: DatabaseAddress,
): Promise<FileSettings> {
  if (files.mediaRoot === null) return files;
  try {
    const location = await storeAddress(store, settings, audited);
    return {
      ...files,
      async manifest(identity) {
        const opened = await openStore(location, 'create');
        if (opened === null)
          throw new StoreError('NO_STORE', `The store ${addressText(location)} cannot be made: name another with --store.`);
        return opened.files(identity);
      },
    };
  } catch (error) {
    if (!(error instanceof AuditToolError)) throw error;
    if (error.code === 'STORE_DOES_NOT_LAST') {
      return {
        ...files,
        manifest: 'hashes of files would be lost with this container’s disk: mount a volume, or name a store with --store',
      };
    }
    return { ...files, manifest: () => Promise.reject(error) };
  }
}

function folder(value: string): string {
  if (statSync(value, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new InvalidArgumentError('It must be a folder that is there.');
  return value;
}

function webAddress(value: string): string {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw new InvalidArgumentError('It must be an address that begins with https:// or http://.');
  }
  return value;
}

function subset(value: string): Subset {
  const parsed = parseSubset(value);
  if (parsed === null) throw new InvalidArgumentError('It must be a share such as 1/7: how many of how many parts to read in a run.');
  return parsed;
}

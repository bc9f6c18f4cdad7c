import { statSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseSubset, type Subset } from '../files/index.ts';
import { HEADINGS } from './help-headings.ts';

/** Options that say where uploaded files are. */
export interface FileFlags {
  readonly mediaRoot?: string;
  readonly mediaUrl?: string;
  readonly readDataSubset?: Subset;
}

/** Adds the options that say where uploaded files are, and how much of them to read. */
export function addFileOptions(command: Command): Command {
  return command
    .optionsGroup(HEADINGS.scope)
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

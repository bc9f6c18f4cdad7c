import { extname } from 'node:path';
import { AuditToolError, sentenceOf, UsageError } from '../errors.ts';
import { hasMemberTwice } from '../member-twice.ts';
import { regularText, UnreadableFile } from '../regular-file.ts';
import { refuseForeign } from './trust.ts';

/** This package's door, as a configuration imports it: this folder is behind that door itself. */
export type Library = () => Promise<object>;

/** A configuration is short: a file that is longer is something else, and would fill the memory. */
const LONGEST = 4_000_000;

/**
 * What a configuration file says: its data, or what its code exports, or gives when that is a function.
 *
 * @param trust whether files of other users are trusted
 * @param library what an import of this package means, asked only by code
 * @throws UsageError naming the file and why it cannot be read
 * @throws RefusedError for a file of another user, and for one that it imports
 */
export async function configContent(file: string, trust: boolean, library: Library): Promise<unknown> {
  try {
    const judge = { judge: refuseForeign.bind(null, file, 'The configuration file', trust) };
    const text = regularText(file, LONGEST, judge).replace(/^\uFEFF/, '');
    const content = await read(file, text, trust, library);
    const value: unknown = typeof content === 'function' ? await (content as () => unknown)() : content;
    return withoutNulls(value);
  } catch (error) {
    if (error instanceof AuditToolError) throw error;
    throw new UsageError('BAD_CONFIG', `The configuration file "${file}" cannot be read: ${firstLine(error)}`, { cause: error });
  }
}

async function read(file: string, text: string, trust: boolean, library: Library): Promise<unknown> {
  switch (extname(file)) {
    case '.json': {
      const content: unknown = JSON.parse(text);
      if (hasMemberTwice(text, content)) throw new Error('it has a member twice.');
      return content;
    }
    case '.jsonc':
    case '.json5':
      return (await import('confbox')).parseJSON5(text);
    case '.yaml':
    case '.yml':
      return (await import('confbox')).parseYAML(text);
    case '.toml':
      return (await import('confbox')).parseTOML(text);
    default:
      return (await import('./config-code.ts')).runCode({ file, what: 'the configuration file', source: text, trust }, library);
  }
}

/** A setting that is null or undefined is none. */
function withoutNulls(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, setting]) => setting != null));
}

function firstLine(error: unknown): string {
  const [line = ''] = sentenceOf(error).split('\n');
  return error instanceof UnreadableFile ? `${line}.` : line;
}

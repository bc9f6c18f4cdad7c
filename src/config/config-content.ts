import { extname } from 'node:path';
import { AuditToolError, sentenceOf, UsageError } from '../errors.ts';
import { hasMemberTwice } from '../member-twice.ts';
import { regularText, UnreadableFile } from '../regular-file.ts';
import { refuseForeign } from './trust.ts';

/** This package's door, as a configuration imports it: this folder is behind that door itself. */
export type Library = () => Promise<object>;

/** A configuration is short: a file that is longer is something else, and would fill the memory. */
const LONGEST = 4_000_000;

/** What a configuration file says, and the text that says it. */
export interface ConfigContent {
  readonly content: unknown;
  readonly text: string;
}

/**
 * What a configuration file says: its data, or what its code exports, or gives when that is a function.
 *
 * @param trust whether files of other users are trusted
 * @param library what an import of this package means, asked only by code
 * @throws UsageError naming the file and why it cannot be read
 * @throws RefusedError for a file of another user, and for one that it imports
 */
export async function configContent(file: string, trust: boolean, library: Library): Promise<ConfigContent> {
  let text = '';
  try {
    const judge = { judge: refuseForeign.bind(null, file, 'The configuration file', trust) };
    text = regularText(file, LONGEST, judge).replace(/^\uFEFF/, '');
    const content = await read(file, text, trust, library);
    const value: unknown = typeof content === 'function' ? await (content as () => unknown)() : content;
    return { content: withoutNulls(value), text };
  } catch (error) {
    if (error instanceof AuditToolError) throw error;
    throw new UsageError('BAD_CONFIG', `The configuration file "${file}" cannot be read: ${await reasonOf(file, text, error)}`, {
      cause: error,
    });
  }
}

async function read(file: string, text: string, trust: boolean, library: Library): Promise<unknown> {
  switch (extname(file)) {
    case '.json': {
      const content: unknown = JSON.parse(text);
      if (hasMemberTwice(text, content)) throw new UnreadableFile('it has a member twice');
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

async function reasonOf(file: string, text: string, error: unknown): Promise<string> {
  if (error instanceof UnreadableFile) return `${sentenceOf(error)}.`;
  return (await import('./place/syntax-error.ts')).syntaxErrorInWords(file, text, error);
}

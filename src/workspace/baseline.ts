import { UsageError } from '../errors.ts';
import { hasMemberTwice } from '../member-twice.ts';
import { printable, type Acknowledgement } from '../model/index.ts';
import { regularText } from '../regular-file.ts';
import { replaceFile } from '../replace-file.ts';
import { toJson } from '../report/index.ts';
import { misfitOf, nullable, object, textLike } from '../shape.ts';
import { writeAll } from '../spool.ts';

const VERSION = 1;
/** Bytes of a baseline: a quarter of a million acknowledgements. */
const MOST = 100_000_000;

/**
 * The acknowledgements of a baseline; null where there is no such file.
 *
 * @throws UsageError when the file cannot be read, or is no baseline
 */
export function readBaseline(file: string): readonly Acknowledgement[] | null {
  let text: string;
  try {
    text = regularText(file, MOST);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new UsageError('BAD_BASELINE', `The baseline "${file}" cannot be read (${codeOf(error)}): check its path and permissions.`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw damaged(file, `it is not JSON (${printable((error as Error).message)})`);
  }
  if (hasMemberTwice(text, content)) throw damaged(file, 'it has a member twice');
  const { version, acknowledged } = (content ?? {}) as { readonly version?: unknown; readonly acknowledged?: unknown };
  if (!Array.isArray(acknowledged)) throw damaged(file, 'it has no list "acknowledged"');
  if (version !== VERSION) throw damaged(file, `its version is not ${VERSION}, as this version of peerquest-audit writes it`);
  return acknowledged.map((entry: unknown, index) => {
    const misfit = misfitOf(entry, ENTRY);
    if (misfit !== null) throw damaged(file, `entry ${index + 1} of "acknowledged" lacks something, or is mistyped: ${printable(misfit)}`);
    const { finding, ...rest } = entry as Entry;
    const colon = finding.indexOf(':');
    const { fingerprint, evidence, reason, by, on, until } = rest;
    return { database: null, check: finding.slice(0, colon), key: finding.slice(colon + 1), fingerprint, evidence, reason, by, on, until };
  });
}

/**
 * Writes a baseline: sorted, an entry for each finding, and nothing in it that changes from one time to the next. It takes
 * its name when it is whole.
 *
 * @throws UsageError when the file cannot be written
 */
export function writeBaseline(file: string, all: readonly Acknowledgement[]): void {
  const acknowledged = [...all].sort(inOrder).map(({ check, key, fingerprint, evidence, reason, by, on, until }) => ({
    finding: `${check}:${key}`,
    fingerprint,
    evidence,
    reason,
    by,
    on,
    until,
  }));
  const text = `${toJson({ version: VERSION, acknowledged }, 2)}\n`;
  try {
    replaceFile(file)((descriptor) => {
      writeAll(descriptor, Buffer.from(text));
    });
  } catch (error) {
    throw new UsageError(
      'BASELINE_NOT_WRITABLE',
      `The baseline "${file}" cannot be written (${codeOf(error)}): check that its folder exists, may be written to and has space left.`,
      { cause: error },
    );
  }
}

/** Quest 9 stands before quest 10. Made where something is to be ordered, as Intl takes long to load. */
let keys: Intl.Collator | null = null;

/** The order of a list of acknowledgements: by check and key. */
export function inOrder(a: Acknowledgement, b: Acknowledgement): number {
  if (a.check !== b.check) return a.check < b.check ? -1 : 1;
  keys ??= new Intl.Collator('en', { numeric: true });
  return keys.compare(a.key, b.key) || (a.fingerprint < b.fingerprint ? -1 : 1);
}

/** A finding's entry in a baseline. */
interface Entry extends Omit<Acknowledgement, 'database' | 'check' | 'key'> {
  readonly finding: string;
}

const hash = textLike(/^[0-9a-f]{32}$/, 'text of 32 hexadecimal digits');
const day = textLike(/^\d{4}-\d\d-\d\d$/, 'day, such as "2026-01-31"');
const words = textLike(/\S/, 'text with words in it');
const ENTRY = object({
  finding: textLike(/^[^:]+:/, 'text such as "quest-status:5"'),
  fingerprint: hash,
  evidence: hash,
  reason: words,
  by: words,
  on: day,
  until: nullable(day),
});

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}

function damaged(file: string, what: string): UsageError {
  return new UsageError('BAD_BASELINE', `The baseline "${file}" cannot be used: ${what}; restore it, or mend it.`);
}

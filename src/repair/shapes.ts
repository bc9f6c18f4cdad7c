import { count, flag, listOf, nullable, number, object, oneOf, optional, recordOf, text, textLike, type Shape } from '../shape.ts';
import { TARGET_IDS } from './targets/index.ts';

const digits = textLike(/^-?\d{1,40}$/, 'whole number in digits');
const int = object({ $int: digits });
const real = object({ $real: textLike(/^(?:-?[\d.]+(?:e[+-]?\d+)?|-?Infinity|NaN)$/, 'number in digits') });
const hex = object({ $hex: textLike(/^(?:[\da-f]{2})*$/, 'row of bytes in hexadecimal digits') });
const made = object({ $made: oneOf(['now', 'id']) });
const NO_VALUE = { path: [], problem: 'is no value that a column can have' };

const storedValue: Shape = (value) => {
  if (typeof value !== 'object' || value === null) {
    return value === undefined || (typeof value === 'number' && !Number.isSafeInteger(value)) ? NO_VALUE : null;
  }
  if ('$int' in value) return int(value);
  if ('$real' in value) return real(value);
  if ('$hex' in value) return hex(value);
  return '$made' in value ? made(value) : NO_VALUE;
};
const row = recordOf(storedValue);
const texts = listOf(text);
const id: Shape = (value) => (Number.isSafeInteger(value) ? null : text(value));

const change = {
  check: text,
  table: text,
  operation: oneOf(['insert', 'update', 'delete']),
  key: row,
  before: nullable(row),
  after: nullable(row),
  byDatabase: optional(texts),
};
const words = listOf(texts);

/** A line of a plan that is neither the first nor the last. */
export const plannedLine: Shape = object({
  target: oneOf(TARGET_IDS),
  id,
  changes: listOf(object(change)),
  words,
  doubtful: count,
  leftOut: optional(texts),
});

const summary = object({ entities: count, changes: count, byKind: recordOf(count), doubtful: count });

/** The last line of a plan. */
export const planTrailer: Shape = object({ summary, sha256: text });

const keepRule: Shape = (value) => (value === 'earliest' || value === 'latest' ? null : object({ participantId: id })(value));

/** The first line of a plan, apart from its kind and version. */
export const planHead: Shape = object({
  id: text,
  createdAt: text,
  toolVersion: text,
  database: object({ engine: text, name: text, identity: text }),
  schema: text,
  targets: listOf(oneOf(TARGET_IDS)),
  scope: object({
    checks: texts,
    userId: storedValue,
    certainOnly: flag,
    duplicates: nullable(object({ keep: keepRule, pairs: nullable(texts) })),
    leaveOut: recordOf(texts),
    levels: object({ xpPerLevel: number, offset: number, highest: number }),
  }),
  audited: object({ only: nullable(texts), skip: texts }),
  user: nullable(object({ id: text, username: nullable(text) })),
  hazards: texts,
  kinds: recordOf(recordOf(text)),
});

/** What the journal keeps of one transaction. */
export const journaledEntities: Shape = listOf(
  object({
    id,
    changes: listOf(object({ ...change, digest: nullable(text), standing: optional(recordOf(flag)) })),
    words,
  }),
);

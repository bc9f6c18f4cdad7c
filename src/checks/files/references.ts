import { parseReference, type ParsedReference, type ReferenceForm } from '../../files/index.ts';

/** One file that a column names: where in its list, what stands there, and what that means. */
export interface UploadReference {
  /** Position in a list, from 1; 0 where the column holds one name. */
  readonly item: number;
  /** What stands there, cut to a length that a report can show. */
  readonly text: string;
  readonly parsed: ParsedReference;
}

const SHOWN = 200;

/** The files that the text of a column names. A list that clients write may hold anything. */
export function referencesIn(value: string, form: ReferenceForm): readonly UploadReference[] {
  if (form === 'name') return [{ item: 0, text: shown(value), parsed: parseReference(value, form) }];
  let list: unknown;
  try {
    list = JSON.parse(value);
  } catch {
    list = null;
  }
  if (!Array.isArray(list)) return [{ item: 0, text: shown(value), parsed: { kind: 'malformed', cause: 'not-a-list' } }];
  return list.map((entry: unknown, index) => {
    const name = nameIn(entry);
    return name === null
      ? { item: index + 1, text: shown(JSON.stringify(entry)), parsed: { kind: 'malformed', cause: 'not-a-reference' } }
      : { item: index + 1, text: shown(name), parsed: parseReference(name, form) };
  });
}

/** `"x.pdf"` or `{"file": "x.pdf", …}`. */
function nameIn(entry: unknown): string | null {
  if (typeof entry === 'string') return entry;
  const file: unknown = typeof entry === 'object' && entry !== null && 'file' in entry ? entry.file : null;
  return typeof file === 'string' ? file : null;
}

function shown(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}

import type { Path } from './path.ts';

const KEY = String.raw`(?:[\w-]+|"[^"\n]*"|'[^'\n]*')`;
const KEYS = String.raw`${KEY}(?:\s*\.\s*${KEY})*`;
const TABLE = new RegExp(String.raw`^\s*(\[\[?)\s*(${KEYS})\s*\]`);
const MEMBER = new RegExp(String.raw`^\s*(${KEYS})\s*=`);

/** Where a member stands in a TOML text: its line, or that of the table or the member that holds it; null where none does. */
export function placeInToml(text: string, path: Path): number | null {
  let table: Path = [];
  let best: { readonly at: number; readonly length: number } | null = null;
  const counts = new Map<string, number>();
  let offset = 0;
  for (const line of text.split('\n')) {
    const [, brackets, name] = TABLE.exec(line) ?? [];
    const [, member] = name === undefined ? (MEMBER.exec(line) ?? []) : [];
    if (name !== undefined) {
      table = partsOf(name);
      if (brackets === '[[') {
        const count = counts.get(name) ?? 0;
        counts.set(name, count + 1);
        table = [...table, count];
      }
    }
    const here = member === undefined ? table : [...table, ...partsOf(member)];
    const isOnTheWay = (name ?? member) !== undefined && here.length <= path.length && here.every((part, index) => part === path[index]);
    if (isOnTheWay && here.length > (best?.length ?? 0)) best = { at: offset + line.search(/\S/), length: here.length };
    offset += line.length + 1;
  }
  return best?.at ?? null;
}

function partsOf(keys: string): readonly string[] {
  return (keys.match(new RegExp(KEY, 'g')) ?? []).map((key) => key.replace(/^["'](.*)["']$/, '$1'));
}

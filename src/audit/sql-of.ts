import { DEFAULT_LEVELS, type Check } from '../checks/index.ts';
import { Catalog, engines } from '../database/index.ts';

/** The SELECT that finds a check's violations for everybody, in each engine's words. */
export function sqlOf(check: Check): readonly { readonly engine: string; readonly text: string }[] {
  const texts = new Map<string, string[]>();
  for (const { title, capabilities, compile } of engines()) {
    if (check.isPossibleWith?.(capabilities) === false) continue;
    const query = check.find({
      userId: null,
      includeDropped: false,
      levels: DEFAULT_LEVELS,
      wanted: 'findings',
      capabilities,
      catalog: new Catalog([]),
    });
    const text = tidy(compile(query).sql).replaceAll(/^/gm, '  ');
    texts.set(text, [...(texts.get(text) ?? []), title]);
  }
  return [...texts].map(([text, titles]) => ({ engine: titles.join(', '), text }));
}

/** Takes away the common indentation, and lines that an engine leaves empty. */
export function tidy(sql: string): string {
  const lines = sql.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(indent).trimEnd()).join('\n');
}

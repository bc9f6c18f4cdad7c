import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Bytes, gzipped, that the first load may have (FACE, Bars). */
export const BUDGET = { scripts: 120_000, styles: 15_000, fonts: 24_000 } as const;

/** What the first load weighs, gzipped: what the page itself names, and what the page of the overview brings. */
export interface FirstLoad {
  readonly scripts: number;
  readonly styles: number;
  /** As they are: fonts are packed already. */
  readonly fonts: number;
}

/** Weighs the built pages of a folder: all that the overview loads, which is more than any page does at the door. */
export function firstLoad(folder: string): FirstLoad {
  const content = (path: string): Buffer => readFileSync(join(folder, path));
  const named = [
    ...content('index.html')
      .toString()
      .matchAll(/"(\/assets\/[^"]+)"/g),
  ].map(([, path = '']) => path);
  const listed = (JSON.parse(content('files.json').toString()) as readonly { readonly path: string }[]).map(({ path }) => path);
  const overview = listed.filter((path) => path.startsWith('/assets/overview-page-'));
  const scripts = reached([...named.filter((path) => path.endsWith('.js')), ...overview], (path) => content(path).toString());
  const weigh = (paths: Iterable<string>): number => [...paths].reduce((sum, path) => sum + gzipSync(content(path)).length, 0);
  return {
    scripts: weigh(scripts),
    styles: weigh(listed.filter((path) => path.endsWith('.css'))),
    fonts: listed.filter((path) => path.endsWith('.woff2')).reduce((sum, path) => sum + content(path).length, 0),
  };
}

/** Those scripts and all that they import at once. */
function reached(from: readonly string[], text: (path: string) => string): ReadonlySet<string> {
  const all = new Set(from);
  for (const path of all) {
    // What is imported later is called, as `import("./a.js")`.
    for (const [, name = ''] of text(path).matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) all.add(`/assets/${name}`);
  }
  return all;
}

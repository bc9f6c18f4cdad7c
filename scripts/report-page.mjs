// Writes src/report/html/page-parts.ts: style with its font, sprite and script of the HTML report, each as one text, so that the report is
// made of the same in the bundle, in tests and in a program that uses the sources. `node scripts/report-page.mjs`, when one of them changes.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync, transformSync } from 'esbuild';

const folder = new URL('../src/report/html/', import.meta.url);
const PARTS = fileURLToPath(new URL('page-parts.ts', folder));

/** The module as it should be. */
export function pageParts() {
  const style = readFileSync(new URL('style.css', folder), 'utf8').replace(
    'inter.woff2',
    () => `data:font/woff2;base64,${readFileSync(new URL('inter.woff2', folder)).toString('base64')}`,
  );
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('browser/page.ts', folder))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'ascii',
    tsconfigRaw: {},
  });
  const parts = {
    STYLE: transformSync(style, { loader: 'css', minify: true, target: 'es2022', charset: 'utf8' }).code.trim(),
    SPRITE: readFileSync(new URL('sprite.svg', folder), 'utf8').replaceAll('\n', ''),
    SCRIPT: outputFiles[0].text.trim(),
  };
  const constants = Object.entries(parts).map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};\n`);
  return `// Made by scripts/report-page.mjs.\n${constants.join('')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PARTS, pageParts());

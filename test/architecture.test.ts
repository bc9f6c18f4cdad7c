import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';

const PAGE = readFileSync('docs/architecture.md', 'utf8');
const FOLDERS = ['src', 'test', 'bench', 'scripts', 'web', 'deploy', 'examples', 'docs'];

/** What the linter lets each folder import: its configuration is a program, and exports rules only. */
const MAY_IMPORT = runInNewContext(
  `(${/^const MAY_IMPORT = (\{.*?^\});/ms.exec(readFileSync('eslint.config.js', 'utf8'))?.[1] ?? ''})`,
) as Readonly<Record<string, readonly string[]>>;

it('the pages for who builds the tool name only files and folders that are there', () => {
  const decisions = readdirSync('docs/decisions').map((name) => `docs/decisions/${name}`);
  const pages = [
    'CONTRIBUTING.md',
    ...['architecture', 'dependencies', 'releasing', 'performance', 'faults'].map((name) => `docs/${name}.md`),
  ];
  const named = new RegExp(`\`((?:${FOLDERS.join('|')})/[\\w./-]+)\``, 'g');
  const gone = [...pages, ...decisions].flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(named)]
      .map(([, path = '']) => path)
      .filter((path) => !existsSync(path))
      .map((path) => `${page}: ${path}`),
  );
  expect(gone).toEqual([]);
});

it('the map of the sources has every file and folder of src/, and no other', () => {
  const map = /^## The map\n+```\n(.*?)^```/ms.exec(PAGE)?.[1] ?? '';
  const there = new Set(
    FOLDERS.slice(0, 5).flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => basename(path))),
  );
  const named = map.match(/(?<![\w*/-])[a-z][\w-]*(?:\.mjs|\.ts)\b/g) ?? [];
  expect(named.filter((name) => !there.has(name))).toEqual([]);
  const unlisted = readdirSync('src').filter(
    (name) => !new RegExp(`(?<![\\w-])${name.replace('.', '\\.')}${extname(name) === '' ? '/' : ''}`).test(map),
  );
  expect(unlisted).toEqual([]);
});

it('the table of what folders may import is that of the linter, with all arrows down', () => {
  const rows = [...PAGE.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].filter(([, folder = '']) => folder in MAY_IMPORT);
  const told = Object.fromEntries(
    rows.map(([, folder = '', others = '']) => [folder, [...others.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort()]),
  );
  expect(told).toEqual(Object.fromEntries(Object.entries(MAY_IMPORT).map(([folder, others]) => [folder, others.toSorted()])));
  const order = rows.map(([, folder]) => folder);
  for (const [folder, others] of Object.entries(MAY_IMPORT))
    expect(
      others.filter((other) => order.indexOf(other) < order.indexOf(folder)),
      folder,
    ).toEqual([]);
});

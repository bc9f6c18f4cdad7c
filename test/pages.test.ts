import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import MarkdownIt from 'markdown-it';
import { expect, it } from 'vitest';
import { checks } from '../src/index.ts';

const BOOK = readdirSync('docs', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => join('docs', name));
const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...BOOK];
const GUIDE = 'docs/operators-guide.md';

const markdown = new MarkdownIt({ html: true });
const tokensOf = (page: string) => markdown.parse(readFileSync(page, 'utf8'), {}).flatMap((token) => [token, ...(token.children ?? [])]);

/** Where the links of a page lead, without those to other places of the world. */
const linksOf = (page: string): readonly string[] =>
  tokensOf(page)
    .flatMap((token) => String(token.attrGet('href') ?? token.attrGet('src') ?? '') || [])
    .filter((link) => !/^[a-z]+:/.test(link));

/** The anchors that GitHub makes of a page's headings. */
function anchorsOf(page: string): ReadonlySet<string> {
  const tokens = markdown.parse(readFileSync(page, 'utf8'), {});
  const anchors = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'heading_open') continue;
    const text = (tokens[index + 1]?.children ?? [])
      .filter(({ type }) => type === 'text' || type === 'code_inline')
      .map(({ content }) => content);
    const slug = text
      .join('')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let time = 1; anchors.has(anchor); time++) anchor = `${slug}-${time}`;
    anchors.add(anchor);
  }
  return anchors;
}

it('every link leads to a file that is there, and to a heading of it', () => {
  const anchors = new Map(PAGES.map((page) => [page, anchorsOf(page)]));
  const broken = PAGES.flatMap((page) =>
    linksOf(page)
      .filter((link) => {
        const [path = '', anchor] = decodeURI(link).split('#');
        const to = path === '' ? page : join(dirname(page), path);
        return (
          statSync(to, { throwIfNoEntry: false })?.isFile() !== true || (anchor !== undefined && anchors.get(to)?.has(anchor) === false)
        );
      })
      .map((link) => `${page}: ${link}`),
  );
  expect(broken).toEqual([]);
});

it('the table of contents leads to every page of the book', () => {
  const listed = new Set(linksOf('docs/README.md').map((link) => join('docs', link)));
  expect(readdirSync('docs').filter((name) => name.endsWith('.md') && name !== 'README.md' && !listed.has(join('docs', name)))).toEqual([]);
  const decided = linksOf('docs/decisions/README.md');
  expect(readdirSync('docs/decisions').filter((name) => name !== 'README.md' && !decided.includes(name))).toEqual([]);
});

it('the operator’s guide has the advice of every check: "vitest run test/pages.test.ts -u" writes it anew', async () => {
  const [byHand = ''] = readFileSync(GUIDE, 'utf8').split('\n| check |');
  const rows = checks.map(({ id, severity, title, repair, advice }) => {
    const cells = [`[${id}](checks/${id}.md)`, severity, title, advice, repair].map((cell) => cell.replaceAll('|', '\\|'));
    return `| ${cells.join(' | ')} |`;
  });
  const table = ['| check | severity | what is there | what to do | repair |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
  await expect(`${byHand}\n${table}\n`).toMatchFileSnapshot(`../${GUIDE}`);
});

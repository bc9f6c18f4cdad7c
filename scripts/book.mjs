// Builds the book: docs/, and a reference of the library from its sources, as a static site in book/. It opens from a folder by itself, and its
// search works there; nothing is asked of any other place. What is amiss, such as a link that leads nowhere, fails it.
import { readdirSync, readFileSync } from 'node:fs';
import { Application, Comment, CommentTag, Converter, KindRouter, PageEvent, ReflectionKind, TSConfigReader } from 'typedoc';

const CONTENTS = 'docs/README.md';
const REFERENCE = 'API reference';
/** What stands in none of the parts that the contents name. */
const FOLDERS = { 'checks/': 'The checks, one by one', 'decisions/': 'Decisions' };
const FRONT = 'The project';

const pages = ['docs', 'docs/checks', 'docs/decisions']
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .filter((page) => page.endsWith('.md') && page !== CONTENTS);
const parts = partsOf(readFileSync(CONTENTS, 'utf8'));
const order = [...parts.keys()];
/** The name of each document's file, below docs/. */
const files = new Map();

const app = await Application.bootstrap(
  {
    name: 'PeerQuest Audit',
    readme: CONTENTS,
    projectDocuments: ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...pages],
    entryPoints: ['src/index.ts'],
    tsconfig: 'tsconfig.types.json',
    skipErrorChecking: true,
    disableSources: true,
    disableGit: true,
    includeHierarchySummary: false,
    out: process.argv[2] ?? 'book',
    favicon: 'web/public/icon.svg',
    router: 'book',
    navigation: { includeCategories: true },
    categorizeByGroup: false,
    defaultCategory: REFERENCE,
    categoryOrder: [...new Set(parts.values()), FOLDERS['checks/'], REFERENCE, FRONT, FOLDERS['decisions/'], '*'],
    searchInDocuments: true,
    highlightLanguages: ['sh', 'sql', 'ts', 'js', 'json', 'yaml', 'toml', 'ini', 'python', 'xml', 'md', 'diff', 'powershell', 'html'],
    ignoredHighlightLanguages: ['crontab'],
    logLevel: 'Warn',
  },
  [new TSConfigReader()],
);

app.renderer.defineRouter(
  'book',
  class extends KindRouter {
    getIdealBaseName(reflection) {
      return files.get(reflection) ?? super.getIdealBaseName(reflection);
    }
  },
);

app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
  const file = document.name.replace(/^docs\//, '');
  files.set(document, document.name === file ? `project/${file}` : file);
  const [, title] = /^# (.+)\n/.exec(document.content[0]?.text ?? '') ?? [];
  document.name = (title ?? file).replaceAll('`', '');
  const folder = Object.keys(FOLDERS).find((each) => file.startsWith(each));
  const part = parts.get(file) ?? (folder === undefined ? FRONT : FOLDERS[folder]);
  document.comment = new Comment([], [new CommentTag('@category', [{ kind: 'text', text: part }])]);
});

app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, declaration) => {
  if (declaration.kindOf(ReflectionKind.Module)) declaration.name = 'The library';
});

// The pages of a part stand as the contents have them.
app.converter.on(
  Converter.EVENT_RESOLVE_END,
  ({ project }) => {
    const rank = (document) => (order.includes(files.get(document)) ? order.indexOf(files.get(document)) : order.length);
    for (const { children } of project.categories ?? []) children.sort((one, other) => rank(one) - rank(other));
  },
  -1000,
);

// A link to the contents leads to their folder, which only a web server makes a page of.
app.renderer.on(PageEvent.END, (page) => {
  page.contents = page.contents?.replace(/ href="(\.\/|(?:\.\.\/)+)"/g, ' href="$1index.html"');
});

const project = await app.convert();
if (project !== undefined) await app.generateOutputs(project);
if (project === undefined || app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;

/** The part of each page that the contents name: its paragraphs begin with the part's name. */
function partsOf(contents) {
  const found = new Map();
  for (const paragraph of contents.split('\n\n')) {
    const [, part] = /^\*\*(.+?)\.\*\*/.exec(paragraph) ?? [];
    if (part === undefined) continue;
    for (const [, page] of paragraph.matchAll(/\]\(([\w/-]+)\.md\)/g)) if (!found.has(page)) found.set(page, part);
  }
  return found;
}

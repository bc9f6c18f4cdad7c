import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

// What a linter of single files cannot see: where an import leads, and what leads back to it. Which folder may import which other one
// stands in eslint.config.js.

/** Folders of `database/` of which each knows one engine, and nothing of the others; nothing but the list of engines knows them. */
const ENGINE = /^database\/[^/]+(?=\/)/;
const LIST_OF_ENGINES = 'database/engines.ts';
/** The library's door. Only the configuration file's reader is lent it, as such a file may import this package. */
const LIBRARY = 'index.ts';
const LENDS_LIBRARY = ['workspace/library.ts'];

/** What is wrong with the imports below a folder, a sentence each. */
function importFaults(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts'));
  const imports = new Map(files.map((file) => [file, importsOf(folder, file)]));
  const faults = [...imports].flatMap(([file, all]) => all.flatMap(({ to }) => doorFault(file, to) ?? []));
  const atTop = new Map(
    [...imports].map(([file, all]) => [file, all.filter(({ isLater, to }) => !isLater && imports.has(to)).map(({ to }) => to)]),
  );
  for (const circle of circlesOf(atTop)) faults.push(`${circle.join(', ')}: import each other in a circle`);
  return faults;
}

/** Why a file may not import another one; null where it may. */
function doorFault(from, to) {
  if (to === LIBRARY) {
    return LENDS_LIBRARY.includes(from) ? null : `${from}: imports ${to}, the library's door, which is for other programs`;
  }
  const [folder, ...rest] = to.split('/');
  if (rest.length > 0 && from.split('/').length > 1 && from.split('/')[0] !== folder && rest.join('/') !== 'index.ts') {
    return `${from}: imports ${to} past the door of its folder, ${folder}/index.ts`;
  }
  const [own, other] = [from, to].map((file) => ENGINE.exec(file)?.[0]);
  if (other === undefined || own === other || from === LIST_OF_ENGINES) return null;
  return `${from}: imports ${to}, which is ${own === undefined ? "an engine's: ask database/engines.ts" : "another engine's"}`;
}

/** What a file imports of the same folder: what it loads only when it is needed is `isLater`; types count like everything else. */
function importsOf(folder, file) {
  const path = join(folder, file);
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  const found = [];
  const add = (name, isLater) => {
    if (name !== undefined && ts.isStringLiteral(name) && name.text.startsWith('.')) {
      found.push({ to: relative(folder, resolve(dirname(path), name.text)).replaceAll('\\', '/'), isLater });
    }
  };
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier, false);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], true);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Groups of files that lead to each other, found as Tarjan does. */
function circlesOf(imports) {
  const circles = [];
  const index = new Map();
  const low = new Map();
  const path = [];
  const visit = (file) => {
    index.set(file, index.size);
    low.set(file, index.get(file));
    path.push(file);
    for (const other of imports.get(file)) {
      if (!index.has(other)) visit(other);
      if (path.includes(other)) low.set(file, Math.min(low.get(file), low.get(other)));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = path.splice(path.indexOf(file));
    if (circle.length > 1 || imports.get(file).includes(file)) circles.push(circle.sort());
  };
  for (const file of imports.keys()) if (!index.has(file)) visit(file);
  return circles;
}

const faults = importFaults(resolve(process.argv[2] ?? join(import.meta.dirname, '../src')));
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

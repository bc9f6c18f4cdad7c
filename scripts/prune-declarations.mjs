import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

/**
 * Leaves of the declarations of a library those that its door leads to, however deep: the compiler writes one for every source
 * that any of them touches.
 *
 * @param door the declarations of the door; the others lie beside and below it
 */
export function pruneDeclarations(door) {
  const root = resolve(dirname(door));
  const program = ts.createProgram([door], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    types: ['node'],
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  const meant = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  const isOurs = (node) => node.getSourceFile().fileName.startsWith(root);
  const reached = reachedFrom(program.getSourceFile(door));

  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((each) => each.endsWith('.ts'))) {
    const file = program.getSourceFile(join(root, name));
    const kept = file === undefined || file === program.getSourceFile(door) ? file?.getFullText() : keptOf(file);
    if (kept === undefined || kept === '') rmSync(join(root, name));
    else writeFileSync(join(root, name), kept);
  }

  /** What the door exports, what stands in it, and so on. */
  function reachedFrom(source) {
    const symbols = new Set(checker.getExportsOfModule(checker.getSymbolAtLocation(source)).map(meant));
    const visit = (node) => {
      const found = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
      if (found !== undefined) symbols.add(meant(found));
      ts.forEachChild(node, visit);
    };
    // A set is walked over what is added meanwhile, too.
    for (const symbol of symbols) for (const declaration of symbol.declarations ?? []) if (isOurs(declaration)) visit(declaration);
    return symbols;
  }

  /** The text of a file without what nobody reaches. */
  function keptOf(file) {
    const texts = file.statements.map((statement) => {
      if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) return keptNames(statement);
      return isReached(statement) ? statement.getFullText() : '';
    });
    return texts.join('').trimStart();
  }

  /** An import, or an export of another file's, with the names that are reached. */
  function keptNames(statement) {
    const named = statement.importClause?.namedBindings ?? statement.exportClause;
    if (named === undefined || named.elements === undefined) return statement.getFullText();
    const kept = named.elements.filter((each) => reached.has(meant(checker.getSymbolAtLocation(each.name))));
    if (kept.length === 0 && statement.importClause?.name === undefined) return '';
    const [start, text] = [statement.getFullStart(), statement.getFullText()];
    return `${text.slice(0, named.getStart() - start)}{ ${kept.map((each) => each.getText()).join(', ')} }${text.slice(named.getEnd() - start)}`;
  }

  function isReached(statement) {
    const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
    return declared.some(({ name }) => name === undefined || reached.has(checker.getSymbolAtLocation(name)));
  }
}

import ts from 'typescript';

/** A named type that a caller meets and cannot name. */
export interface Nameless {
  readonly name: string;
  /** The export by which it is met. */
  readonly by: string;
}

const TYPES = ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Class | ts.SymbolFlags.Enum;

/**
 * Types of this package that stand in what its door exports, however deep, and are not exported themselves.
 *
 * @param door the declarations of the door; those of the package lie beside and below it
 */
export function namelessTypes(door: string): readonly Nameless[] {
  const options = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2023 };
  const program = ts.createProgram([door], { ...options, types: ['node'], noEmit: true });
  const checker = program.getTypeChecker();
  const folder = door.slice(0, door.lastIndexOf('/') + 1);
  const meant = (symbol: ts.Symbol): ts.Symbol => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  const isOurs = (node: ts.Node): boolean => node.getSourceFile().fileName.startsWith(folder);
  const source = program.getSourceFile(door);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`There are no declarations at ${door}.`);
  const queue = checker.getExportsOfModule(module).map(meant);
  const seen = new Set(queue);
  const nameless: Nameless[] = [];
  for (const symbol of queue) {
    const visit = (node: ts.Node): void => {
      const isPrivate = ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
      if (isPrivate === true) return;
      const found = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
      const type = found === undefined ? undefined : meant(found);
      if (type !== undefined && !seen.has(type) && type.flags & TYPES && type.declarations?.some(isOurs) === true) {
        seen.add(type);
        queue.push(type);
        nameless.push({ name: type.name, by: symbol.name });
      }
      ts.forEachChild(node, visit);
    };
    for (const declaration of symbol.declarations ?? []) if (isOurs(declaration)) visit(declaration);
  }
  return nameless;
}

import { parseYAML } from 'confbox';
import type { Path } from './path.ts';

/** A node of a YAML text: where it begins, what it comes to, and what it is made of: of a mapping keys and values by turns. */
interface Node {
  readonly at: number;
  readonly inside: Node[];
  result: unknown;
}

/** What of the parser's state is looked at. */
interface State {
  readonly position: number;
  readonly result: unknown;
}

/** Where a member stands in a YAML text, as far as the way to it can be followed; null where not even its first part can. */
export function placeInYaml(text: string, path: Path): number | null {
  let node: Node | undefined = treeOf(text);
  let found: number | null = null;
  for (const part of path) {
    node = innermost(node);
    const items: readonly Node[] = node?.inside ?? [];
    const index = typeof part === 'number' ? part : items.findIndex(({ result }, place) => place % 2 === 0 && result === part);
    const member = items[index];
    if (member === undefined) return found;
    found = member.at;
    node = typeof part === 'number' ? member : items[index + 1];
  }
  return found;
}

/** The parser opens some nodes twice. */
function innermost(node: Node | undefined): Node | undefined {
  let inner = node;
  while (inner?.inside.length === 1 && inner.inside[0]?.result === inner.result) inner = inner.inside[0];
  return inner;
}

function treeOf(text: string): Node | undefined {
  const root: Node = { at: 0, inside: [], result: undefined };
  const open: Node[] = [root];
  const listener = (event: string, { position, result }: State): void => {
    if (event === 'open') {
      const node: Node = { at: position, inside: [], result: undefined };
      open.at(-1)?.inside.push(node);
      open.push(node);
    } else {
      const node = open.pop();
      if (node !== undefined) node.result = result;
    }
  };
  // Of the parser's own options, not of its types.
  parseYAML(text, { listener });
  return root.inside[0];
}

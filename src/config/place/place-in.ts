import { extname } from 'node:path';
import { placeInLiteral } from './in-literal.ts';
import { placeInToml } from './in-toml.ts';
import { placeInYaml } from './in-yaml.ts';
import type { Path } from './path.ts';

/**
 * Where a member stands in a configuration file, as `file:line:column`, which editors and terminals lead to; or what holds it, where no more can be
 * told. Null where nothing can be.
 *
 * @param file as people know it
 */
export function placeIn(file: string, text: string, path: readonly PropertyKey[]): string | null {
  try {
    const way = path.map((part) => (typeof part === 'number' ? part : String(part)));
    const offset = offsetOf(file, text, way);
    return offset === null ? null : placeAt(file, text, offset);
  } catch {
    // What is wrong is told all the same.
    return null;
  }
}

/** An offset of a text as `file:line:column`. */
export function placeAt(file: string, text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `${file}:${before.split('\n').length}:${offset - before.lastIndexOf('\n')}`;
}

function offsetOf(file: string, text: string, path: Path): number | null {
  switch (extname(file).toLowerCase()) {
    case '.yaml':
    case '.yml':
      return placeInYaml(text, path);
    case '.sql': {
      const start = text.indexOf('/*') + 2;
      const offset = placeInYaml(text.slice(start, text.indexOf('*/', start)), path);
      return offset === null ? null : start + offset;
    }
    case '.toml':
      return placeInToml(text, path);
    case '.json':
    case '.jsonc':
    case '.json5':
      return placeInLiteral(text, 0, path);
    default:
      return placeInLiteral(text, exportedIn(text), path);
  }
}

const EXPORT = /(?:\bexport\s+default\s|\bmodule\.exports\s*=|\bexports\.default\s*=)\s*/g;

/** Where that begins which a program exports, or where the variable of it is set. */
function exportedIn(text: string): number {
  const exported = [...text.matchAll(EXPORT)].at(-1);
  const at = exported === undefined ? 0 : exported.index + exported[0].length;
  const [, name] = /^([\w$]+)\s*(?:;|\n|$|satisfies\b|as\b)/.exec(text.slice(at)) ?? [];
  const set = name === undefined ? null : new RegExp(`\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\b[^=]*=\\s*`).exec(text);
  return set === null ? at : set.index + set[0].length;
}

import { parseYAML } from 'confbox';
import type { Check } from '../checks/index.ts';
import { UsageError } from '../errors.ts';
import { readDeclaration } from './declared-check.ts';
import { placeIn } from './place/place-in.ts';
import { syntaxErrorInWords } from './place/syntax-error.ts';

/**
 * The checks that a YAML file declares: a list.
 *
 * @param shown the file's name for people
 * @throws UsageError naming the file, the line where a check begins, and what is wrong with it
 */
export function declaredInFile(text: string, shown: string): readonly Check[] {
  const content = contentOf(text, shown);
  if (!Array.isArray(content) || content.length === 0) {
    throw new UsageError('BAD_CHECK', `The checks in ${shown} are no list: begin each of them with "- table: …".`);
  }
  return content.map((declaration: unknown, index) => {
    const place = `${shown}${lineOf(text, index)}`;
    return readDeclaration(
      declaration,
      { what: `The check in ${place}`, placeOf: (path) => placeIn(shown, text, [index, ...path]) },
      place,
    );
  });
}

function contentOf(text: string, shown: string): unknown {
  try {
    return parseYAML(text);
  } catch (error) {
    throw new UsageError('BAD_CHECK', `The checks in ${shown} are no YAML: ${syntaxErrorInWords(shown, text, error)}`, { cause: error });
  }
}

/** `:12`, where the members of a list stand each on lines of their own, as people write them. */
function lineOf(text: string, index: number): string {
  const lines = text.split('\n');
  const indent = lines.map((line) => /^( *)-(?: |\r?$)/.exec(line)?.[1]).find((found) => found !== undefined);
  if (indent === undefined) return '';
  const starts = lines.flatMap((line, number) => (line.startsWith(`${indent}-`) && /^ *-(?: |\r?$)/.test(line) ? [number + 1] : []));
  return starts[index] === undefined ? '' : `:${starts[index]}`;
}

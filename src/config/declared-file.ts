import { parseYAML } from 'confbox';
import type { Check } from '../checks/index.ts';
import { sentenceOf, UsageError } from '../errors.ts';
import { readDeclaration } from './declared-check.ts';

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
    return readDeclaration(declaration, `The check in ${place}`, place);
  });
}

function contentOf(text: string, shown: string): unknown {
  try {
    return parseYAML(text);
  } catch (error) {
    const [reason = ''] = sentenceOf(error).split('\n');
    throw new UsageError('BAD_CHECK', `The checks in ${shown} are no YAML: ${reason}.`, { cause: error });
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

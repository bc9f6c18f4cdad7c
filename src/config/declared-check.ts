import { declaredCheck, hasGoodId, idOf, nameable, RULES, sentenceMistakes, type Check, type Declaration } from '../checks/index.ts';
import { UsageError } from '../errors.ts';
import { mistake, withPlace, type Holder } from '../mistake.ts';
import { nearest } from '../nearest.ts';
import { inWords } from '../zod-words.ts';
import { declarationSchemas } from './declaration-schema.ts';

/** Whether a content is meant as a declared check: it is an object with the member of a rule. */
export function isDeclaration(content: unknown): content is object {
  return typeof content === 'object' && content !== null && RULES.some((rule) => Object.hasOwn(content, rule));
}

/**
 * Makes a check of what was declared.
 *
 * @param where what holds it
 * @param source where it is declared, for people
 * @throws UsageError naming the member that is wrong
 */
export function readDeclaration(content: unknown, where: Holder, source: string): Check {
  const rules = isDeclaration(content) ? RULES.filter((rule) => Object.hasOwn(content, rule)) : [];
  const [rule, another] = rules;
  if (rule === undefined) throw wrong(where, `says no rule: ${ruleHint(content)}`);
  if (another !== undefined) {
    throw wrong(where, `has two rules, "${rule}" and "${another}": make two checks of them.`, [another]);
  }
  const schema = declarationSchemas[rule];
  const result = schema.safeParse(content, { error: inWords });
  if (!result.success) throw mistake(where, result.error, content, Object.keys(schema.shape), 'member');
  const declaration = result.data as Declaration;
  for (const { path, message } of sentenceMistakes(declaration.sentence ?? {}, nameable(declaration))) {
    const member = ['sentence', ...path];
    throw wrong(where, `has a mistake in "${member.join('.')}": ${message}.`, member);
  }
  if (!hasGoodId(declaration)) {
    throw wrong(where, `lacks the member "id": none can be made of its names ("${idOf(declaration)}").`);
  }
  return declaredCheck(declaration, source);
}

function wrong(where: Holder, what: string, path: readonly string[] = []): UsageError {
  return new UsageError('BAD_CONFIG', withPlace(`${where.what} ${what}`, where, path));
}

/** Which rule was meant, or which there are. */
function ruleHint(content: unknown): string {
  const names = typeof content === 'object' && content !== null ? Object.keys(content) : [];
  const near = names.flatMap((name) => nearest(name.replaceAll(/[-_]/g, ''), RULES).map((rule) => ({ name, rule })))[0];
  if (near !== undefined) return `"${near.name}" is none; did you mean "${near.rule}"?`;
  return `it must have one of ${RULES.map((name) => `"${name}"`).join(', ')}.`;
}

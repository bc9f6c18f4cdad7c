import { redactFinding, sentenceOf, type Finding, type Rule } from '../../src/model/index.ts';

/**
 * Holds the sentence of a finding of the tool's checks against what a sentence is, also where its names are not known, or not told.
 *
 * @throws Error quoting one that is none
 */
export function requireSentence(finding: Finding, rule: Rule): void {
  // What a check of one's own says is for its author to say.
  if (rule.page === null) return;
  const { user, quest } = finding;
  const unknown = {
    ...finding,
    user: user === null ? null : { ...user, username: null },
    quest: quest === null ? null : { ...quest, title: null },
  };
  for (const told of [finding, unknown, redactFinding(finding, rule)]) {
    const { parts, values } = sentenceOf(told, rule);
    const words = parts.join('…');
    const isGeneral = words.includes('” holds for ') || words === told.headline.parts.join('…');
    const hasKeys = /[{}[\]|]|undefined|null|\.$/.test(words) || words.includes(rule.id) || values.includes('undefined');
    if (words.length < 10 || hasKeys || isGeneral) {
      throw new Error(`This is no sentence of ${rule.id}: ${words} (${values.join(', ')})`);
    }
  }
}

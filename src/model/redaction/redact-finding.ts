import { keyText, type Acknowledgement, type StatedAcknowledgement } from '../acknowledgement.ts';
import { CHECK_IDS } from '../check-ids.ts';
import { comparisonLines, keyLine } from '../evidence-lines.ts';
import type { Evidence, EvidenceValue, FindingKey, RowId } from '../evidence.ts';
import type { Finding, FindingIdentity, UserReference } from '../finding.ts';
import { line, type Line } from '../line.ts';
import type { Rule } from '../run.ts';
import { HIDDEN, isOfPeople, isPlain, plainOrHidden } from './plain-text.ts';

/** Members of the keys and the evidence of this program's checks that hold names of a schema, and its SQL; or what a check accepts. */
const OF_SCHEMA = new Set([
  'table',
  'column',
  'constraint',
  'targetTable',
  'sequence',
  'statement',
  'kind',
  'next',
  'oneOf',
  'accepted',
  'problem',
]);

/** The words of a check by which its findings are told. */
export type RedactionRule = Pick<Rule, 'page' | 'causes' | 'shown'>;

/** The rule for a check of which only the id is known: of one of the user's own nothing but plain values is told. */
export function redactionRuleOf(check: string): RedactionRule {
  return { page: (CHECK_IDS as readonly string[]).includes(check) ? `docs/checks/${check}.md` : null, causes: {} };
}

/**
 * A finding without names, titles and other words of people: names and titles become ids, other texts are not told, unless they are
 * numbers, times, ids or words of PeerQuest's lists. Its fingerprint stays. What is redacted already stays as it is.
 *
 * @param rule its check; of one of the user's own the lines are made of the evidence alone, as its own words may say anything
 */
export function redactFinding(finding: Finding, rule: RedactionRule): Finding {
  const { user, quest, cause, expected, actual, headline, details, acknowledgement } = finding;
  const isOwn = rule.page === null;
  const isTold = (name: string): boolean => (isOwn ? rule.shown?.includes(name) === true : OF_SCHEMA.has(name));
  const told = {
    ...redactIdentity(finding, rule),
    user: redactUser(user),
    quest: quest === null ? null : { id: quest.id, title: quest.title === null ? null : String(quest.id) },
    expected: redactEvidence(expected, isTold),
    actual: redactEvidence(actual, isTold),
    ...(acknowledgement === undefined ? {} : { acknowledgement: redactStated(acknowledgement) }),
  };
  if (isOwn) {
    const causes = told.cause === null ? [] : [line`Cause: ${told.cause}`];
    return {
      ...finding,
      ...told,
      headline: keyLine(scalarsOf(told.key)),
      details: [...comparisonLines(told.expected, told.actual), ...causes],
    };
  }
  const words = wordsOf(finding, isTold);
  if (told.cause !== null && cause !== null) words.set(cause, told.cause);
  return { ...finding, ...told, headline: redactLine(headline, words), details: details.map((detail) => redactLine(detail, words)) };
}

/** The same of a finding of which only the keys are known. A key that is a word of people becomes the fingerprint, which names the finding as well. */
export function redactIdentity({ check, fingerprint, key, cause }: FindingIdentity, rule: RedactionRule): FindingIdentity {
  const { page, shown } = rule;
  const isOwn = page === null;
  const members = Object.entries(key).map(([name, value]) => {
    const isTold = isOwn ? shown?.includes(name) === true : OF_SCHEMA.has(name);
    return [
      name,
      typeof value === 'object' ? value.map((one) => redactKey(one, fingerprint)) : isTold ? value : redactKey(value, fingerprint),
    ];
  });
  return { check, fingerprint, key: Object.fromEntries(members) as FindingKey, cause: cause === null ? null : redactCause(cause, rule) };
}

/** A cause, which may be what stands in a row, such as a status: told where the check says what it means. */
export function redactCause(cause: string, { causes }: RedactionRule): string {
  return Object.hasOwn(causes, cause) ? cause : plainOrHidden(cause);
}

/** Whether nothing of a finding's keys had to be hidden. */
export function isKeyPlain(finding: FindingIdentity, rule: RedactionRule): boolean {
  return keyText(redactIdentity(finding, rule).key) === keyText(finding.key);
}

/** A person by the id. That the row is gone is told as before. */
export function redactUser<User extends UserReference | null>(user: User): User {
  return user === null ? user : { ...user, username: user.username === null ? null : user.id };
}

/**
 * A line without words of people. What stands between its values are this program's words.
 *
 * @param words what becomes of values that are known; others are told where they are plain
 */
export function redactLine({ parts, values }: Line, words: ReadonlyMap<string, string> = new Map()): Line {
  return { parts, values: values.map((value) => words.get(value) ?? plainOrHidden(value)) };
}

function redactStated(acknowledgement: StatedAcknowledgement): StatedAcknowledgement {
  return { ...acknowledgement, reason: HIDDEN };
}

/** An acknowledgement without its reason, which a person wrote, and with its fingerprint in the place of keys that are words of people. */
export function redactAcknowledgement(acknowledgement: Acknowledgement): Acknowledgement {
  const { check, key, fingerprint } = acknowledgement;
  return { ...acknowledgement, key: redactKeyText(check, key, fingerprint), reason: HIDDEN };
}

/**
 * Keys in one text, where none is a word of people. Those of this program's checks are ids after names of the schema.
 *
 * @param instead what is told in their place otherwise
 */
export function redactKeyText(check: string, key: string, instead: string): string {
  const ids = key.split('/').slice(redactionRuleOf(check).page === null ? 0 : -1);
  return ids.every(isPlain) ? key : instead;
}

function redactKey(value: RowId, fingerprint: string): RowId {
  return typeof value === 'number' || isPlain(value) ? value : fingerprint;
}

function redactEvidence(evidence: Evidence, isTold: (name: string) => boolean): Evidence {
  return Object.fromEntries(
    Object.entries(evidence).map(([name, value]): [string, EvidenceValue] => {
      if (isTold(name) || value === null || typeof value === 'number' || typeof value === 'boolean') return [name, value];
      if (typeof value === 'object') return [name, redactUser(value)];
      return [name, isOfPeople(name) ? HIDDEN : plainOrHidden(value)];
    }),
  );
}

/** What values of the lines become: names and titles their ids, words of people nothing, names of the schema what they are. */
function wordsOf({ key, user, quest, expected, actual }: Finding, isTold: (name: string) => boolean): Map<string, string> {
  const words = new Map<string, string>();
  const members = [key, expected, actual].flatMap((all) => Object.entries<Evidence[string] | FindingKey[string]>(all));
  for (const [name, value] of members) if (typeof value === 'string' && isTold(name)) words.set(value, value);
  for (const [name, value] of members) if (typeof value === 'string' && isOfPeople(name) && !isTold(name)) words.set(value, HIDDEN);
  for (const person of [user, ...members.map(([, value]) => value)]) {
    if (typeof person === 'object' && person !== null && 'username' in person && person.username !== null)
      words.set(person.username, person.id);
  }
  if (quest !== null && quest.title !== null) words.set(quest.title, String(quest.id));
  return words;
}

function scalarsOf(key: FindingKey): Readonly<Record<string, RowId>> {
  return Object.fromEntries(Object.entries(key).flatMap(([name, value]) => (typeof value === 'object' ? [] : [[name, value]])));
}

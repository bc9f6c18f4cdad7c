import { keyLine } from './evidence-lines.ts';
import type { EvidenceValue, FindingKey } from './evidence.ts';
import type { Finding, QuestReference, UserReference } from './finding.ts';
import { line, renderLine, words, type Line } from './line.ts';
import { HIDDEN } from './redaction/plain-text.ts';

/**
 * What a finding of a check says of a person or a thing, in one sentence without its full stop: words, with names of values in braces.
 * `{user}`, `{quest}`, `{guild}`, and members of the key and the evidence as `{key.x}`, `{expected.x}` and `{actual.x}`;
 * `{actual.x|row|rows}` is a number of them. Where each cause has a sentence of its own, by cause; `other` is that of all that have none.
 */
export type SentenceForm = string | Readonly<Record<string, string>>;

/** What of a rule a sentence is made of. */
export interface SentenceRule {
  readonly id: string;
  readonly title: string;
  readonly sentence?: SentenceForm;
}

/** Splits a form into words, and of each place its side, its member, and the words that count it. */
const PLACE = /\{(\w+)(?:\.(\w+))?(?:\|([^|}]*)\|([^}]*))?\}/;
/** What each place adds to the pieces of a form, with the words after it. */
const PIECES = 5;
/** A time, of which a sentence tells the second: what people read in the browser has forms of its own, and nothing of this folder. */
const TIME = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/;
/** Made when a number is told: what Intl needs for it takes as long to load as a quarter of a small audit. */
let numbers: Intl.NumberFormat | null = null;

/** What says the sentences of a run's findings: its checks are known when it begins. Of another check's, the headline is told. */
export function sentencesOf(rules: readonly SentenceRule[]): (finding: Finding) => Line {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return (finding) => {
    const rule = byId.get(finding.check);
    return rule === undefined ? finding.headline : sentenceOf(finding, rule);
  };
}

/** What a form names, and its words between. */
export function placesOf(form: string): {
  readonly places: readonly { readonly side: string; readonly member: string }[];
  readonly words: string;
} {
  const [first = '', ...pieces] = form.split(PLACE);
  const places = [];
  let told = first;
  for (let at = 0; at < pieces.length; at += PIECES) {
    const [side = '', member = '', , , after = ''] = pieces.slice(at, at + PIECES);
    places.push({ side, member });
    told += after;
  }
  return { places, words: told };
}

/** A finding in one sentence, made of what is told of it: of one that is told without names, without them. */
export function sentenceOf(finding: Finding, rule: SentenceRule): Line {
  const form = typeof rule.sentence === 'object' ? (rule.sentence[finding.cause ?? ''] ?? rule.sentence['other']) : rule.sentence;
  const told = form === undefined ? null : filled(form, finding);
  return told === null ? generic(finding, rule.title) : withCapital(told);
}

/** What is said of a finding line by line, its sentence first; the headline only where it says something else. */
export function toldLines({ headline, details }: Finding, sentence: Line): readonly Line[] {
  return renderLine(headline, String) === renderLine(sentence, String) ? [sentence, ...details] : [sentence, headline, ...details];
}

/** The sentence of a form; null where a value that it names is not there, as an older version told less. */
function filled(form: string, finding: Finding): Line | null {
  const [first = '', ...pieces] = form.split(PLACE);
  let told = words(first);
  for (let at = 0; at < pieces.length; at += PIECES) {
    const [side = '', member = '', one, many, after = ''] = pieces.slice(at, at + PIECES);
    const value = valueOf(side, member, finding);
    if (value === null) return null;
    const counted = one === undefined ? '' : ` ${value.values[0] === '1' ? one : (many ?? one)}`;
    told = line`${told}${value}${words(counted + after)}`;
  }
  return told;
}

function valueOf(side: string, member: string, finding: Finding): Line | null {
  const { user, quest, key, expected, actual } = finding;
  if (side === 'user') return user === null ? null : person(user);
  if (side === 'quest') return quest === null ? null : named(quest);
  if (side === 'guild') return guildOf(finding);
  if (side === 'key') return Object.hasOwn(key, member) ? keyValue(key[member]) : null;
  const evidence = side === 'expected' ? expected : actual;
  return Object.hasOwn(evidence, member) ? shown(evidence[member] ?? null) : null;
}

function person({ id, username }: UserReference): Line {
  return username === null || username === id ? line`user ${id}` : line`${username}`;
}

function named({ id, title }: QuestReference): Line {
  return title === null || title === String(id) ? line`quest ${id}` : line`“${title}”`;
}

/** A guild by the name that the headline tells before its id: keys and evidence hold the id alone. */
function guildOf({ key, headline: { parts, values } }: Finding): Line | null {
  const id = key['guildId'];
  if (id === undefined) return null;
  const place = values.indexOf(String(id));
  const name = place > 0 && parts[place] === '" (ID: ' ? values[place - 1] : undefined;
  return name === undefined || name === HIDDEN ? line`guild ${String(id)}` : line`“${name}”`;
}

function keyValue(value: FindingKey[string] | undefined): Line {
  return typeof value === 'object' ? line`${value.join(', ')}` : line`${value}`;
}

function shown(value: EvidenceValue): Line {
  if (value === null) return words('nothing');
  if (typeof value === 'object') return person(value);
  if (typeof value === 'number') {
    numbers ??= new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 });
    return line`${numbers.format(value).replace('-', '−')}`;
  }
  if (value === '') return words('an empty text');
  return line`${String(value).replace(TIME, '$1 $2 UTC')}`;
}

/** For a check that declares none: its headline, where that says more than the key; else what it found, and of whom. */
function generic({ user, quest, key, headline }: Finding, title: string): Line {
  const scalars = Object.fromEntries(
    Object.entries(key).map(([name, value]) => [name, typeof value === 'object' ? value.join(', ') : value]),
  );
  if (renderLine(headline, String) !== renderLine(keyLine(scalars), String)) return headline;
  const about = [
    ...(user === null ? [] : [person(user)]),
    ...(quest === null ? [] : [quest.title === null ? named(quest) : line`${named(quest)} (${quest.id})`]),
  ];
  const keys = Object.entries(key).map(([name, value]) => line`${name} ${keyValue(value)}`);
  const [first = line``, ...others] = about.length > 0 ? about : keys;
  return others.reduce((told, one) => line`${told}, ${one}`, line`“${title}” holds for ${first}`);
}

/** Words of this program that begin a sentence have a capital; what a database says is left as it is. */
function withCapital({ parts: [first = '', ...parts], values }: Line): Line {
  return { parts: [first.charAt(0).toUpperCase() + first.slice(1), ...parts], values };
}

import { placesOf, type SentenceForm } from '../../model/index.ts';
import { nearest } from '../../nearest.ts';

/** What the sentences of a check can name. Null stands for members that only its query knows. */
export interface Nameable {
  readonly user: boolean;
  readonly quest: boolean;
  readonly key: readonly string[] | null;
  readonly expected: readonly string[] | null;
  readonly actual: readonly string[] | null;
  /** What it tells apart; null where only its rows know. */
  readonly causes: readonly string[] | null;
}

/** Why a sentence cannot be said, and in which of its members that stands. */
export interface SentenceMistake {
  readonly path: readonly string[];
  readonly message: string;
}

/** What is wrong with the sentences of a check: places that nothing fills, and causes that it does not tell apart. */
export function sentenceMistakes(sentence: SentenceForm, names: Nameable): readonly SentenceMistake[] {
  if (typeof sentence === 'string') return inForm(sentence, names).map((message) => ({ path: [], message }));
  return Object.entries(sentence).flatMap(([cause, form]) => {
    const known = [...(names.causes ?? [cause]), 'other'];
    const unknown = known.includes(cause) ? [] : [noSuch('cause ', cause, known)];
    return [...unknown, ...inForm(form, names)].map((message) => ({ path: [cause], message }));
  });
}

function inForm(form: string, names: Nameable): readonly string[] {
  const { places, words } = placesOf(form);
  if (/[{}]/.test(words)) return ['it has a brace that belongs to no place: write {user}, {key.x}, {expected.x} or {actual.x}'];
  return places.flatMap(({ side, member }) => {
    const place = member === '' ? side : `${side}.${member}`;
    const wrong = mistakeOf(side, member, names);
    return wrong === null ? [] : [`it names {${place}}: ${wrong}`];
  });
}

function mistakeOf(side: string, member: string, names: Nameable): string | null {
  if (side === 'user' || side === 'quest') {
    if (member !== '') return `write {${side}}`;
    return names[side] ? null : `the check does not say which ${side} a row is about`;
  }
  if (side !== 'key' && side !== 'expected' && side !== 'actual') {
    return noSuch('', side, [...(names.user ? ['user'] : []), ...(names.quest ? ['quest'] : []), 'key', 'expected', 'actual']);
  }
  const known = names[side];
  if (member === '') return `say which value of it, such as {${side}.${known?.[0] ?? 'x'}}`;
  if (known === null || known.includes(member)) return null;
  return known.length === 0 ? `the check says nothing of what is ${side}` : noSuch('', member, known);
}

function noSuch(what: string, name: string, known: readonly string[]): string {
  const [near] = nearest(name, known);
  const there = (near === undefined ? known : [near]).map((one) => `"${one}"`);
  return `there is no ${what}"${name}", but ${there.join(', ')}`;
}

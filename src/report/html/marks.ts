import { markup, type Markup } from './markup.ts';

/** Marks tell by their shape first: each has a symbol in the sprite. */
const WORDS = {
  critical: 'Critical',
  warning: 'Warning',
  info: 'Info',
  ok: 'Passed',
  na: 'Does not apply',
  ack: 'Acknowledged',
  fail: 'Could not run',
};

export type Mark = keyof typeof WORDS;

/** A mark beside words that say the same. */
export function mark(kind: Mark): Markup {
  return markup`<svg class="g g-${kind}" aria-hidden="true"><use href="#g-${kind}" /></svg>`;
}

/** A mark that stands alone: its word is read aloud. */
export function spokenMark(kind: Mark): Markup {
  return markup`<svg class="g g-${kind}" role="img" aria-label="${WORDS[kind]}"><use href="#g-${kind}" /></svg>`;
}

/** An icon beside words, or in something that is pressed and has a name. */
export function icon(name: 'search' | 'chevron-right' | 'copy'): Markup {
  return markup`<svg class="i" aria-hidden="true"><use href="#i-${name}" /></svg>`;
}

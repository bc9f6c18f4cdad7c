import { useEffect } from 'react';

const KEPT_AS = 'peerquest-audit-keys';

/** Whether single keys do something: some people's tools type by themselves (WCAG 2.1.4). */
export const keysAreOn = (): boolean => localStorage.getItem(KEPT_AS) !== 'off';
export const setKeys = (on: boolean): void => localStorage.setItem(KEPT_AS, on ? 'on' : 'off');

/** How long after G its letter may come. */
const CHORD_MS = 1_200;
let chordAt = -Infinity;

/**
 * What single keys do while the component is there, by `KeyboardEvent.key`; "g o" is G, then O. Off while one types, while a dialog is open, and by
 * the reader's setting. Nothing destructive may stand on a single key (FACE, Keys).
 */
export function useKeys(bound: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || !keysAreOn() || isTyping(event.target)) return;
      if (document.querySelector('dialog[open]') !== null || isPressing(event)) return;
      const isSecond = performance.now() - chordAt < CHORD_MS;
      const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const act = bound[isSecond ? `g ${name}` : event.shiftKey && event.key.length === 1 ? event.key : name] ?? bound[name];
      if (!isSecond && name === 'g') chordAt = performance.now();
      else chordAt = -Infinity;
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [bound]);
}

/** Enter and Space do what they do on what has the focus. */
function isPressing({ key, target }: KeyboardEvent): boolean {
  return (
    target instanceof HTMLElement &&
    (key === ' ' ? /^(?:BUTTON|SUMMARY|INPUT)$/ : key === 'Enter' ? /^(?:BUTTON|SUMMARY|A)$/ : /^$/).test(target.tagName)
  );
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement && target.type === 'checkbox') return false;
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

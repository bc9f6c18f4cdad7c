import { figure } from '../figures.ts';
import type { FindingList } from './lists.ts';

/** Makes search and filter work, and shows them. What is looked for stands in the address, so that it can be sent. */
export function searchBar(findings: FindingList): void {
  const bar = document.getElementById('bar');
  const input = document.querySelector<HTMLInputElement>('#filter');
  const shown = document.getElementById('shown');
  if (bar === null || input === null || shown === null) return;
  const boxes = [...bar.querySelectorAll<HTMLInputElement>('input[name=severity]')];
  const total = figure(findings.size);
  const say = (count: number): void => {
    shown.textContent = `${figure(count)} of ${total} findings`;
  };
  const filter = (): void => {
    const wanted = new Set(boxes.filter(({ checked }) => checked).map(({ value }) => value));
    say(findings.filter(input.value, wanted.size === boxes.length ? null : wanted));
  };
  const remember = (): void => {
    const unchecked = boxes.filter(({ checked }) => !checked).map(({ value }) => value);
    const state = new URLSearchParams({
      ...(input.value === '' ? {} : { q: input.value }),
      ...(unchecked.length === 0 ? {} : { without: unchecked.join() }),
    });
    history.replaceState(null, '', `#${state.size === 0 ? 'findings' : state.toString()}`);
  };
  const change = (): void => {
    filter();
    remember();
  };
  input.addEventListener('input', change);
  for (const box of boxes) box.addEventListener('change', change);
  document.addEventListener('keydown', (event) => {
    const isTyping = document.activeElement instanceof HTMLInputElement;
    if (event.key === '/' && !isTyping) {
      event.preventDefault();
      input.focus();
    } else if (event.key === 'Escape' && document.activeElement === input && input.value !== '') {
      input.value = '';
      change();
    }
  });
  bar.hidden = false;
  say(findings.size);
  const state = new URLSearchParams(location.hash.slice(1));
  if (!state.has('q') && !state.has('without')) return;
  input.value = state.get('q') ?? '';
  for (const box of boxes) box.checked = !(state.get('without') ?? '').split(',').includes(box.value);
  filter();
}

import { useEffect } from 'react';

const FOCUSABLE = 'a[href], button, input, select, summary, textarea, [tabindex="0"]';

/**
 * Keeps the focus on the page when what has it goes: a row that is resolved, a filter that is taken away, a button that has done its part. Browsers
 * leave it nowhere then. It moves to the next row, else to what is left beside it, else to the heading.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let had: Element | null = null;
    const focused = ({ target }: FocusEvent): void => void (had = target instanceof Element ? target : null);
    // Who points at something is where they point.
    const pointed = (): void => void (had = null);
    const watch = new MutationObserver((changes) => {
      if (had === null || had.isConnected || document.activeElement !== document.body) return;
      const gone = changes.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(had)));
      had = null;
      if (gone !== undefined) placeFor(gone)?.focus({ preventScroll: true });
    });
    addEventListener('focusin', focused);
    addEventListener('pointerdown', pointed);
    watch.observe(document.body, { childList: true, subtree: true });
    return () => {
      removeEventListener('focusin', focused);
      removeEventListener('pointerdown', pointed);
      watch.disconnect();
    };
  }, []);
}

function placeFor({ target, nextSibling }: MutationRecord): HTMLElement | null {
  const main = document.querySelector<HTMLElement>('main');
  const isRow = target.nodeName === 'TBODY' && nextSibling instanceof Element;
  const next = isRow ? nextSibling.querySelector<HTMLElement>(FOCUSABLE) : null;
  const others =
    target instanceof Element && target !== main && main?.contains(target) === true ? target.querySelectorAll<HTMLElement>(FOCUSABLE) : [];
  return next ?? [...others].at(-1) ?? main?.querySelector<HTMLElement>('h1') ?? main;
}

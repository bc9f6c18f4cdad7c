import type { Page } from 'playwright-core';

/** No page of the tests has more to come to; who presses so often is caught somewhere. */
const MOST = 400;

/**
 * Walks a page by Tab alone, from its beginning to its end: what cannot be reached, and where it is not seen that one is there, or something stands in
 * front of it.
 */
export async function walkFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(() => {
    const faults: string[] = [];
    const reached = new Set<Element>();
    const told = (element: Element): string => element.outerHTML.slice(0, 120);
    const look = (): void => {
      const own = document.activeElement;
      if (own === null || own === document.body || reached.has(own)) return;
      reached.add(own);
      const { outlineStyle, outlineWidth } = getComputedStyle(own);
      if (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 2) faults.push(`not seen: ${told(own)}`);
      const { x = 0, y = 0, width = 0, height = 0 } = own.getClientRects()[0] ?? {};
      const front = document.elementFromPoint(x + width / 2, y + height / 2);
      if (front === null && height < innerHeight) faults.push(`out of view: ${told(own)}`);
      else if (front !== null && !own.contains(front) && !front.contains(own)) faults.push(`${told(front)} is in front of ${told(own)}`);
    };
    // Before everything else.
    const start = document.createElement('p');
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    reached.add(start);
    // When a key is pressed, all has moved for the one before.
    addEventListener('keydown', look, true);
    const end = (): readonly string[] => {
      removeEventListener('keydown', look, true);
      start.remove();
      const all = document.querySelectorAll('a[href], button, input, select, summary, textarea, [tabindex="0"]');
      const left = [...all].filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(':disabled'));
      return [...faults, ...left.filter((one) => !reached.has(one)).map((one) => `not reached: ${told(one)}`)];
    };
    Object.assign(globalThis, { walk: { isOver: () => document.activeElement === document.body, end } });
  });
  for (let pressed = 0; pressed < MOST; pressed += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => (globalThis as unknown as Walked).walk.isOver())) break;
  }
  return page.evaluate(() => (globalThis as unknown as Walked).walk.end());
}

interface Walked {
  readonly walk: { isOver(): boolean; end(): readonly string[] };
}

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUDGET, firstLoad } from './first-load.ts';

describe('the first load of the dashboard', () => {
  it('stays below its budget, gzipped', () => {
    const folder = resolve('dist/web');
    expect(existsSync(folder)).toBe(true);
    const load = firstLoad(folder);
    // As small as nothing would mean that nothing was found.
    expect(load.scripts).toBeGreaterThan(50_000);
    expect(load.scripts).toBeLessThan(BUDGET.scripts);
    expect(load.styles).toBeGreaterThan(1_000);
    expect(load.styles).toBeLessThan(BUDGET.styles);
    expect(load.fonts).toBeLessThan(BUDGET.fonts);
  });
});

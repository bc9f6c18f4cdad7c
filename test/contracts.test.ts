import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { contractsPage, digestOf } from './support/contracts.ts';

const PAGE = 'docs/contracts.md';

it('what others rely on is as the page has it: "vitest run test/contracts.test.ts -u" writes the page anew', async () => {
  await expect(contractsPage()).toMatchFileSnapshot(`../${PAGE}`);
});

it('what others rely on changes only with words in the changelog, whose newest part names the state of the page', () => {
  const [, newest = ''] = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m);
  expect(newest).toContain(`Contracts: ${digestOf(readFileSync(PAGE, 'utf8'))}`);
});

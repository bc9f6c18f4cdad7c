import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SESSION_SETTINGS } from '../../src/database/mysql/session-settings.ts';

const WORDS = { read: 'audit', write: 'repair', store: 'store' };

it('the page has one line for each setting of MySQL and MariaDB, as it is set', () => {
  const [, section = ''] = readFileSync('docs/session-settings.md', 'utf8').split('\n## MySQL and MariaDB\n');
  const lines = SESSION_SETTINGS.map(({ name, value, keyword, optional, kinds, why }) => {
    const what = keyword === 'default' ? 'its default' : value === '' ? 'empty' : `\`${value}\``;
    const where = kinds?.map((kind) => WORDS[kind]).join(', ') ?? 'all';
    return `| \`${name}\` | ${what}${optional === true ? ', where it may' : ''} | ${where} | ${why} |`;
  });
  const [own = ''] = section.split('\n## ');
  expect(own.split('\n').filter((line) => /^\| `\w+` \| .* \| .* \| /.test(line))).toEqual(lines);
});

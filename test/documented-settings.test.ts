import { cpSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../src/config/index.ts';
import { temporaryFolder } from './support/cli.ts';
import { blocksOf, documentedPages, type Block } from './support/documented.ts';

/** The declared check of which a part speaks. */
const ORDER_TOTAL = "{ table: 'orders', total: 'total_cents', sumOf: { table: 'order_lines', of: 'price_cents', by: 'order_id' } }";

/** Blocks that show a part of a configuration, by their page and how they begin: the whole of which it is one. */
const PARTS: readonly (readonly [string, RegExp, (part: string) => string])[] = [
  ['docs/alerts.md', /^channels: /, (part) => `alerts: { ${part}\n }`],
  ['docs/alerts.md', /^allow: /, (part) => `alerts: { channels: {}, ${part} }`],
  ['docs/alerts.md', /^alertmanager: /, (part) => `alerts: { channels: { ${part}\n }, allow: ['alertmanager.internal'] }`],
  ['docs/alerts.md', /^\w+: \{/, (part) => `alerts: { channels: { ${part}\n } }`],
  ['docs/checks/user-level.md', /^levels: /, String],
  ['docs/cli.md', /^overrides: /, (part) => `checks: [${ORDER_TOTAL}], ${part}`],
];

const home = temporaryFolder();
cpSync('examples/shop', home.file('shop'), { recursive: true });
afterAll(() => {
  home.remove();
});

/** A block as a configuration file; null where it is none, nor a part of one. */
function configurationIn(page: string, { language, lines }: Block): { readonly file: string; readonly text: string } | null {
  const text = lines.join('\n');
  if (language === 'json')
    return /^\{\s*"(?!schemaVersion|type"|ruleId|fingerprint|name")/.test(text) ? { file: 'config.json', text } : null;
  if (language !== 'ts') return null;
  if (/^(?:\/\/ peerquest-audit\.config\.ts\n)?export default /.test(text))
    return { file: 'config.ts', text: text.replace('defineConfig', '') };
  const part = PARTS.find(([name, first]) => name === page && first.test(text));
  return part === undefined ? null : { file: 'config.ts', text: `export default {\n${part[2](text)}\n};` };
}

describe('a configuration that a page shows', () => {
  const shown = documentedPages().flatMap((page) =>
    blocksOf(page).flatMap((block) => {
      const configuration = configurationIn(page, block);
      return configuration === null ? [] : [{ at: block.at, ...configuration }];
    }),
  );

  it('is each block of TypeScript that is no program', () => {
    const others = documentedPages().flatMap((page) =>
      blocksOf(page).filter(
        (block) => block.language === 'ts' && configurationIn(page, block) === null && !block.lines[0]?.startsWith('import '),
      ),
    );
    expect(others.map(({ at }) => at)).toEqual([]);
  });

  it.each(shown)('is taken as it stands: $at', async ({ file, text }) => {
    const written = home.file(`shop/${file}`);
    writeFileSync(written, text);
    await expect(readConfigFile(written, true, () => Promise.resolve({}))).resolves.toBeTypeOf('object');
  });
});

import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BlockMaker } from '../../src/history/block-maker.ts';
import type { MetBlock } from '../../src/history/made-block.ts';
import { MetFindings } from '../../src/history/met-findings.ts';
import { fingerprint, line, type Finding } from '../../src/model/index.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
/** What the build makes of `block-thread.ts`. */
const BUILT = new URL('../../dist/block-thread.js', import.meta.url);
const LOOK = { check: 'own', part: 0 } as const;

function finding(id: number): Finding {
  const key = { rowId: id };
  return {
    check: LOOK.check,
    fingerprint: fingerprint(LOOK.check, key),
    key,
    user: id % 3 === 0 ? null : { id: `user ${id}`, username: id % 3 === 1 ? `Zoë ${id}` : null },
    quest: id % 4 === 0 ? null : { id, title: `図書館 "${id}"\n` },
    cause: id % 2 === 0 ? 'some' : null,
    expected: { value: 0 },
    actual: { value: id, text: '\ud800' },
    repair: 'manual',
    headline: line`${id} is wrong`,
    details: [],
  };
}

/** What is made of 1,000 findings in blocks of 10, told 70 at a time. */
async function blocksBy(maker: BlockMaker): Promise<readonly { readonly digest: string; readonly block: MetBlock | undefined }[]> {
  const met = new MetFindings({ wish: () => ({ version: '1', saysByItself: true, dated: undefined }), known: () => [], block: 10 }, maker);
  for (let first = 0; first < 1000; first += 70) {
    await met.add(
      LOOK,
      Array.from({ length: Math.min(70, 1000 - first) }, (_, at) => finding(first + at)),
      first % 140 === 0,
    );
  }
  await met.end();
  const blocks = [...met.blocks()].map(({ digest, read }) => ({ digest, block: read?.() }));
  met.drop();
  return blocks;
}

/** A thread that does what the given program does. */
function threadOf(program: string): URL {
  const file = folder.file('thread.mjs');
  writeFileSync(file, program);
  return pathToFileURL(file);
}

describe('blocks of findings', () => {
  it('are the same from a thread, and in the same order', async () => {
    const here = await blocksBy(new BlockMaker(new URL('none.js', import.meta.url)));
    expect(here).toHaveLength(100);
    expect(here[99]?.block?.contents).toHaveLength(10);
    const maker = new BlockMaker(BUILT);
    const beside = blocksBy(maker);
    await expect.poll(() => maker.isBeside).toBe(true);
    expect(await beside).toEqual(here);
  });

  it.each([
    ['cannot begin', 'import "./none.js";'],
    ['ends at once', 'process.exit();'],
    [
      'ends in the midst of them',
      `import { parentPort } from 'node:worker_threads';
       let told = 0;
       parentPort.on('message', () => { if (++told === 5) throw new Error('no more memory'); });`,
    ],
  ])('are made here where a thread %s', async (_, program) => {
    expect(await blocksBy(new BlockMaker(threadOf(program)))).toEqual(await blocksBy(new BlockMaker(new URL('none.js', import.meta.url))));
  });
});

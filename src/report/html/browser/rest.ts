import type { ChangeRow } from '../change-row.ts';
import type { FindingRow } from '../finding-row.ts';

/** Who takes which rows. */
interface Takers {
  readonly changes: (rows: readonly ChangeRow[]) => void;
  readonly still: (fingerprints: readonly string[]) => void;
  readonly check: (id: string, rows: readonly FindingRow[]) => void;
}

/** Unpacks the rows behind the page, block by block: the page answers meanwhile. */
export async function unpackRest(takers: Takers): Promise<void> {
  for (const block of document.querySelectorAll<HTMLElement>('script.rest')) {
    const of = block.dataset['of'] ?? '';
    const rows = await unpacked(block.textContent);
    block.remove();
    if (of === 'changes') takers.changes(rows as ChangeRow[]);
    else if (of === 'still') takers.still(rows as string[]);
    else takers.check(of, rows as FindingRow[]);
  }
}

async function unpacked(text: string): Promise<unknown> {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return JSON.parse(await new Response(stream).text());
}

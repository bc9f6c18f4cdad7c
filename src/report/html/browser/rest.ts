/** Who takes which lines. */
interface Takers {
  readonly changes: (lines: readonly string[]) => void;
  readonly still: (lines: readonly string[]) => void;
  readonly check: (id: string, lines: readonly string[]) => void;
}

/** Unpacks the rows behind the page, block by block: the page answers meanwhile. */
export async function unpackRest(takers: Takers): Promise<void> {
  for (const block of document.querySelectorAll<HTMLElement>('script.rest')) {
    const of = block.dataset['of'] ?? '';
    const lines = (await unpacked(block.textContent)).split('\n');
    block.remove();
    if (of === 'changes') takers.changes(lines);
    else if (of === 'still') takers.still(lines);
    else takers.check(of, lines);
  }
}

async function unpacked(text: string): Promise<string> {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let index = 0; index < letters.length; index++) bytes[index] = letters.charCodeAt(index);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).text();
}

import { ROWS_OF_CHUNK } from '../rows-of-chunk.ts';

/** How far from what is seen rows are drawn already: two screens on either side. */
const MARGIN = '200%';

/** How a list of rows is drawn. */
interface Drawing<Row> {
  readonly draw: (row: Row, index: number) => string;
  /** Makes an empty chunk. */
  readonly make: () => HTMLElement;
  /** How tall a row is before it has been drawn. */
  readonly rowHeight: () => number;
}

/** A list of rows of which those near the part that is seen are drawn: each chunk keeps its height when its rows are taken away. */
export class Chunks<Row> {
  readonly #drawing: Drawing<Row>;
  #rows: readonly Row[] = [];
  #chunks: readonly HTMLElement[];
  readonly #watch = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.#fill(target as HTMLElement);
        else this.#empty(target as HTMLElement);
      }
    },
    { rootMargin: `${MARGIN} 0px` },
  );

  /** @param chunks those that are there already, with all their rows */
  constructor(drawing: Drawing<Row>, chunks: readonly HTMLElement[] = []) {
    this.#drawing = drawing;
    this.#chunks = chunks;
  }

  /** Takes the place of the chunks that are there, after what stands before them. */
  show(rows: readonly Row[], before: Element): void {
    if (rows.length === 0 && this.#chunks.length === 0) return;
    for (const chunk of this.#chunks) {
      this.#watch.unobserve(chunk);
      chunk.remove();
    }
    const { make, rowHeight } = this.#drawing;
    const chunks: HTMLElement[] = [];
    const height = rowHeight();
    for (let from = 0; from < rows.length; from += ROWS_OF_CHUNK) {
      const chunk = make();
      chunk.dataset['from'] = String(from);
      this.#setHeight(chunk, Math.min(ROWS_OF_CHUNK, rows.length - from) * height);
      chunks.push(chunk);
    }
    this.#rows = rows;
    this.#chunks = chunks;
    before.after(...chunks);
    for (const chunk of chunks) this.#watch.observe(chunk);
  }

  /** Draws the first rows, whether they are seen or not: for paper. */
  fillFirst(rows: number): void {
    for (const chunk of this.#chunks.slice(0, rows / ROWS_OF_CHUNK)) this.#fill(chunk);
  }

  #fill(chunk: HTMLElement): void {
    if (chunk.dataset['drawn'] !== 'no') return;
    const from = Number(chunk.dataset['from']);
    chunk.innerHTML = this.#rows
      .slice(from, from + ROWS_OF_CHUNK)
      .map((row, index) => this.#drawing.draw(row, from + index))
      .join('');
    chunk.dataset['drawn'] = 'yes';
  }

  #empty(chunk: HTMLElement): void {
    // What somebody is in stays: a row with the focus, or with its evidence open.
    if (chunk.dataset['drawn'] !== 'yes' || chunk.contains(document.activeElement) || chunk.querySelector('details[open]') !== null) return;
    this.#setHeight(chunk, chunk.getBoundingClientRect().height);
  }

  /** An empty row, or box, of this height. */
  #setHeight(chunk: HTMLElement, height: number): void {
    const isTable = chunk.tagName === 'TBODY';
    const gap = document.createElement(isTable ? 'tr' : 'div');
    const inner = isTable ? gap.appendChild(document.createElement('td')) : gap;
    if (inner instanceof HTMLTableCellElement) inner.colSpan = 5;
    gap.className = 'gap';
    gap.ariaHidden = 'true';
    inner.style.height = `${height}px`;
    chunk.replaceChildren(gap);
    chunk.dataset['drawn'] = 'no';
  }
}

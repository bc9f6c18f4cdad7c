import { deflateRawSync } from 'node:zlib';
import { toJson } from '../json.ts';
import { markup } from './markup.ts';

/** Rows of a block: as many as a browser unpacks without a pause that anybody notices. */
const ROWS_OF_BLOCK = 500;

/** Rows that are drawn when they are looked at: a line of JSON each, packed, as they repeat themselves, in blocks that a browser unpacks one by one. */
export class Rest {
  #rows: string[] = [];
  #of = '';

  /** Adds a row of a list, and gives the block that it fills, or that the list before it has left. */
  add(of: string, row: unknown): string {
    const before = of === this.#of ? '' : this.flush();
    this.#of = of;
    this.#rows.push(toJson(row));
    return before + (this.#rows.length < ROWS_OF_BLOCK ? '' : this.flush());
  }

  /** The block that is not full. */
  flush(): string {
    if (this.#rows.length === 0) return '';
    const packed = deflateRawSync(this.#rows.join('\n')).toString('base64');
    this.#rows = [];
    return markup`<script type="text/plain" class="rest" data-of="${this.#of}">${packed}</script>\n`.text;
  }
}

import widthOf from 'fast-string-width';

/** What lines are, and so where they may be broken: prose between words, code outside its quotes, data nowhere. */
export type Kind = 'prose' | 'code' | 'data';

/** Where lines are shown. */
export interface Fitting {
  readonly columns: number;
  /** The words that call this tool: what follows them is a command, which has to paste. */
  readonly program: string;
  /** What ends a line of a command that goes on in the next one; null where no shell is known that would take it. */
  readonly continues: string | null;
}

/** Text between two places where a line may be broken, and the spaces before it. */
interface Piece {
  readonly gap: string;
  readonly text: string;
}

/** In fewer columns than these nothing can be laid out. */
const NARROWEST = 20;
/** Columns that must be left beside a label, or what belongs to it goes on below it. */
const BESIDE = 40;
/** Further in than the line itself begins. */
const HANG = 2;

const COLOUR = /\u001b\[\d{1,2}m/g; // eslint-disable-line no-control-regex -- what picocolors writes
/** Words in columns before a text, such as a level and a topic, or a time; of two lines that are compared the one's is as wide as the other's. */
const LABEL = /^ *(?:before: |(?:[\p{L}\d][\w.:/+-]*(?: [\w.:/+-]+){0,3}(?: {2,}| \* )){1,2})/u;
/** What is a word to a shell, and to a database: spaces in quotes are part of it. */
const QUOTED = /( *)((?:'[^']*'|"[^"]*"|`[^`]*`|[^ ])+)/g;
const WORD = /( *)([^ ]+)/g;
/** Cells of a table stand two spaces apart. */
const CELL = /( *)([^ ]+(?: [^ ]+)*)/g;

/** Whole lines, none wider than the terminal that shows them unless one word of it is. Colours go on over the end of a line. */
export function fitLines(text: string, kind: Kind, { columns, program, continues }: Fitting): string {
  if (columns < NARROWEST || kind === 'data') return text;
  return text
    .split('\n')
    .flatMap((line) => (isNarrow(line, columns) ? [line] : broken(line, kind, columns, { program, continues })))
    .join('\n');
}

/** Most lines are: they are not measured, as no character takes more than two columns. */
function isNarrow(line: string, columns: number): boolean {
  return line.length * 2 <= columns || widthOf(line) <= columns;
}

function broken(line: string, kind: Kind, columns: number, { program, continues }: Omit<Fitting, 'columns'>): readonly string[] {
  const bare = line.replace(COLOUR, '');
  if (/^=+$/.test(bare)) return ['='.repeat(columns)];
  const indent = Math.min(bare.length - bare.trimStart().length + HANG, Math.floor(columns / 2));
  if (kind === 'code') {
    // What follows a comment's dashes would be no comment in the next line.
    return line.includes('--') ? [line] : filled(piecesOf(line, QUOTED), columns, indent);
  }
  const at = `${line} `.lastIndexOf(`: ${program} `);
  if (at !== -1) return withCommand(line.slice(0, at + 2), line.slice(at + 2), columns, continues);
  if (bare.trimStart().startsWith('Finding: ')) return filled(piecesOf(line, QUOTED), columns, indent);
  const label = LABEL.exec(bare)?.[0].length ?? 0;
  if (label > 0 && columns - label >= BESIDE) return filled(proseOf(line, columns - label), columns, label);
  return filled(proseOf(line, columns - indent), columns, indent, { below: label });
}

/** A command keeps to itself: what is said before it ends its line, its parts go on as a shell takes them, and the remark stands below. */
function withCommand(head: string, tail: string, columns: number, continues: string | null): readonly string[] {
  const ended = Math.max(head.lastIndexOf('. '), head.lastIndexOf('; '));
  const said = ended === -1 ? '' : head.slice(0, ended + 1);
  const end = tail.lastIndexOf('   (');
  const command = head.slice(ended === -1 ? 0 : ended + 2) + (end === -1 ? tail : tail.slice(0, end));
  const remark = end === -1 ? '' : tail.slice(end).trimStart();
  const lines = [
    ...(said === '' ? [] : filled(piecesOf(said, WORD), columns, HANG)),
    ...(continues === null
      ? [command]
      : filled(commandOf(command, columns - 2 * HANG - continues.length), columns, 2 * HANG, { continues })),
  ];
  if (remark === '') return lines;
  const last = `${lines.pop() ?? ''}   ${remark}`;
  return widthOf(last) <= columns
    ? [...lines, last]
    : [...lines, last.slice(0, -remark.length).trimEnd(), ...filled(piecesOf(' '.repeat(HANG) + remark, WORD), columns, HANG)];
}

/** Of a table a cell is a piece, where it fits into a line of its own; of all else a word is. */
function proseOf(line: string, room: number): readonly Piece[] {
  const cells = piecesOf(line, CELL);
  if (cells.filter(({ text }) => widthOf(text) > 0).length < 3) return piecesOf(line, WORD);
  return cells.flatMap((cell) => (widthOf(cell.text) <= room ? [cell] : piecesOf(cell.gap + cell.text, WORD)));
}

/** Words of a command: a flag and its value are one piece, where there is room for both. */
function commandOf(command: string, room: number): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const { gap, text } of piecesOf(command, QUOTED)) {
    const flag = pieces.at(-1);
    const both = `${flag?.text ?? ''}${gap}${text}`;
    if (flag !== undefined && /^--[\w-]+$/.test(flag.text) && !text.startsWith('-') && widthOf(both) <= room) {
      pieces.splice(-1, 1, { gap: flag.gap, text: both });
    } else pieces.push({ gap, text });
  }
  return pieces;
}

function piecesOf(line: string, pattern: RegExp): readonly Piece[] {
  return Array.from(line.matchAll(pattern), ([, gap = '', text = '']) => ({ gap, text }));
}

/**
 * Puts as many pieces into each line as fit. One that fits into none stands alone, as far to the left as it needs.
 *
 * @param hang where all lines but the first begin
 * @param options.continues what a line ends with that goes on in the next one
 * @param options.below what the first line holds from this column on goes below it; 0 for nothing
 */
function filled(
  pieces: readonly Piece[],
  columns: number,
  hang: number,
  { continues = '', below = 0 }: { readonly continues?: string; readonly below?: number } = {},
): readonly string[] {
  const lines: string[] = [];
  let [line, width, hasText, before] = ['', 0, false, ''];
  for (const [index, { gap: own, text }] of pieces.entries()) {
    const size = widthOf(text);
    const gap = before + own;
    before = size > 0 ? '' : gap;
    if (size === 0) {
      // A colour that ends after the spaces of a column: it is no text, and they belong to what follows.
      line += text;
      continue;
    }
    const room = columns - (index === pieces.length - 1 ? 0 : continues.length);
    const isBelow = below > 0 && lines.length === 0 && width + gap.length >= below;
    if (hasText && (isBelow || width + gap.length + size > room)) {
      lines.push(line + continues);
      const indent = Math.max(0, Math.min(hang, room - size));
      [line, width] = [' '.repeat(indent) + text, indent + size];
    } else {
      [line, width] = [line + gap + text, width + gap.length + size];
    }
    hasText = true;
  }
  return [...lines, line];
}

import { Fragment, type ReactNode } from 'react';
import { useWords } from '../words/use-words.tsx';

/** What a table tells of each of its rows. */
export interface Column<Row = never> {
  readonly head: ReactNode;
  /** What stands in the row: a number is written as one, null as a dash. */
  readonly cell: (row: Row) => ReactNode;
  /** Whether it stands at the right, in one line: numbers, and times and buttons at the end. */
  readonly isNumber?: boolean;
  readonly isMuted?: boolean;
  /** Whether it holds what others wrote, which is broken wherever it must be. */
  readonly isForeign?: boolean;
  /** Whether the row is known by it. */
  readonly isName?: boolean;
  /** Whether phones do without it. */
  readonly isWide?: boolean;
  /** Whether its head is only heard: what stands below says what it is. */
  readonly isHeard?: boolean;
  readonly width?: string;
}

interface Wish<Row> {
  /** What it is a table of, for those who do not see where it stands. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** What is said in the place of no rows. */
  readonly empty?: ReactNode;
  readonly look?: string;
  readonly isChosen?: (row: Row) => boolean;
  /** What phones see below a row. */
  readonly below?: (row: Row) => ReactNode;
}

/** A table of few rows, as all pages have it. What is wider than a phone can be moved sideways within it. */
export function Table<Row>({ label, columns, rows, keyOf, empty, look = 'mini', isChosen, below }: Wish<Row>): ReactNode {
  if (rows.length === 0 && empty !== undefined) return <p className="pad m s">{empty}</p>;
  return (
    <div className="sideways">
      <table className={look} aria-label={label}>
        <Heads of={columns} />
        <tbody>
          {rows.map((row) => (
            <Fragment key={keyOf(row)}>
              <tr className={isChosen?.(row) === true ? 'sel' : undefined}>
                {columns.map((column, place) => (
                  <Cell key={place} of={column} row={row} />
                ))}
              </tr>
              {below !== undefined && (
                <tr className="narrow-row">
                  <td colSpan={columns.length}>{below(row)}</td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The heads of a table's columns. */
export function Heads({ of: columns }: { readonly of: readonly Omit<Column, 'cell'>[] }): ReactNode {
  return (
    <thead className={columns.every(({ isHeard }) => isHeard) ? 'vh' : undefined}>
      <tr>
        {columns.map(({ head, isNumber, isWide, isHeard, width }, place) => (
          <th key={place} scope="col" className={classes({ num: isNumber, hp: isWide })} style={{ width }}>
            {isHeard === true ? <span className="vh">{head}</span> : head}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Cell<Row>({ of: column, row }: { readonly of: Column<Row>; readonly row: Row }): ReactNode {
  const { number } = useWords();
  const { isNumber, isMuted, isForeign, isWide } = column;
  const value = column.cell(row);
  const told = typeof value === 'number' ? number(value) : value === null ? '–' : value;
  return column.isName === true ? (
    <th scope="row">{told}</th>
  ) : (
    <td className={classes({ num: isNumber, m: isMuted, hp: isWide, '[overflow-wrap:anywhere]': isForeign })}>{told}</td>
  );
}

function classes(wanted: Readonly<Record<string, boolean | undefined>>): string | undefined {
  const all = Object.keys(wanted).filter((name) => wanted[name]);
  return all.length === 0 ? undefined : all.join(' ');
}

/** Rows that are drawn, and taken away again, at once: a few screens of them. */
export const ROWS_OF_CHUNK = 100;

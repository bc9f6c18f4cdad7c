import type { Format } from './formats/format.ts';

const DIALECTS = { sqlite: 'sqlite3 .dump', postgresql: 'pg_dump', mysql: 'mysqldump' } as const;

/** A format for people. */
export function formatText(format: Format): string {
  switch (format.kind) {
    case 'sqlite-file':
      return 'SQLite file';
    case 'sql':
      return `SQL of ${DIALECTS[format.dialect]}`;
    case 'postgres-archive':
      return `pg_dump, ${format.form} format`;
    case 'encrypted':
      return `encrypted (${format.by})`;
    case 'mydumper':
      return 'folder of mydumper';
    case 'other':
      return format.what;
    case 'packed':
      return format.by;
  }
}

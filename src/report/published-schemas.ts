import * as z from 'zod';
import { backupsShape } from './backups-shape.ts';
import { foundRecordShape } from './found-record-shape.ts';
import { eventShape, jsonShape } from './shapes.ts';

/** The files of docs/schema/ by their names. A reader of reports may meet members that they do not tell of: new ones are added without notice. */
export function publishedSchemas(): Readonly<Record<string, string>> {
  const text = (title: string, shape: z.ZodType): string =>
    `${JSON.stringify({ title, ...z.toJSONSchema(shape, { io: 'input' }) }, null, 2)}\n`;
  return {
    'report.schema.json': text('The report of peerquest-audit --format json', jsonShape),
    'backups.schema.json': text('What peerquest-audit backup list --json says', backupsShape),
    'found-record.schema.json': text('What peerquest-audit backup find --json says', foundRecordShape),
    'event.schema.json': text('A line of the report of peerquest-audit --format ndjson', eventShape),
  };
}

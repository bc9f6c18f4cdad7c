// Writes docs/schema/: what reports for programs say, as JSON Schema, made of the schemas that the reporters' types come from.
import { mkdir, writeFile } from 'node:fs/promises';
import { register } from 'tsx/esm/api';

register();
const { publishedSchemas } = await import('../src/report/published-schemas.ts');
const folder = new URL('../docs/schema/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(publishedSchemas())) await writeFile(new URL(name, folder), text);

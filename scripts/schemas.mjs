// Writes docs/schema/: what reports for programs say, as JSON Schema, made of the schemas that the reporters' types come from.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { register } from 'tsx/esm/api';

register();
const { publishedSchemas } = await import('../src/report/published-schemas.ts');
const folder = join('docs', 'schema');
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(publishedSchemas())) await writeFile(join(folder, name), text);

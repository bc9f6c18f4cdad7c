import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';

const folder = temporaryFolder();
const config = folder.file('counting.config.ts');
const reads = folder.file('reads');
let duplicate = '';
beforeAll(async () => {
  const database = folder.file('case.db');
  await runInProcess(['demo', '--users', '20', '--fault', '50%', '--old-schema', '--out', database]);
  const { stdout } = await runInProcess(['--database', database, '--only', 'duplicate-participant', '--format', 'json']);
  duplicate = /"fingerprint":\s*"([0-9a-f]+)"/.exec(stdout)?.[1] ?? 'none';
  const settings = { database: `sqlite:///${database}`, store: folder.file('store.db') };
  writeFileSync(
    config,
    `import { appendFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(reads)}, '.');
export default ${JSON.stringify(settings)};`,
    { mode: 0o600 },
  );
});
afterAll(() => {
  folder.remove();
});

/** What is run in this order: each finds what the ones before it left. */
const COMMANDS = [
  'audit',
  'doctor',
  'checks',
  'explain quest-status',
  'prevent',
  'plan',
  'repair duplicate-participant FINGERPRINT --keep earliest --dry-run',
  'repair duplicate-participant FINGERPRINT --keep earliest --yes',
  '--fix-issues --yes',
  'runs',
  'show last',
  'undo last --dry-run',
  'undo last --yes',
  'ack --all-current --reason known',
  'acks',
  'unack --obsolete',
] as const;

describe('a command reads its configuration once', () => {
  it.each(COMMANDS)('%s', async (command) => {
    rmSync(reads, { force: true });
    const args = command.replace('FINGERPRINT', duplicate).split(' ');
    const { code, stderr } = await runInProcess([...args, '--config', config]);
    // It came to its end, and not to a mistake before it read anything.
    expect({ has: code === 0 || code === 1, stderr, reads: readFileSync(reads, 'utf8') }).toMatchObject({ has: true, reads: '.' });
  });
});

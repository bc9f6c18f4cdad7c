import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programEnvironment, runCli, temporaryFolder } from '../support/cli.ts';

const DATABASE = ['--database', 'db.sqlite3'];
const STORE = ['--store', 'kept.sqlite3'];
/** Command lines in the order in which somebody tries them, each in the same folder. */
const SCREENS: readonly (readonly string[])[] = [
  ['runs'],
  ['checks'],
  ['doctor', ...DATABASE, ...STORE],
  ['explain', 'quest-status', ...DATABASE, ...STORE],
  ['acks', ...DATABASE, ...STORE],
  [...DATABASE, ...STORE],
  [...DATABASE, ...STORE, '--detailed'],
  [...DATABASE, '--user', 'student2@example.com'],
  [...DATABASE, ...STORE, '--only', 'files'],
  [...DATABASE, '--only', 'files', '--media-root', 'media'],
  ['explain', 'quest-assignment:4', ...DATABASE, ...STORE],
  ['ack', 'quest-assignment:4', '--reason', 'known', ...DATABASE, ...STORE],
  ['acks', ...DATABASE, ...STORE],
  ['explain', 'quest-assignment:4', ...DATABASE, ...STORE],
  ['plan', ...DATABASE, ...STORE, '--all', '--media-root', 'media', '--out', 'my plan.json'],
  ['show', 'my plan.json'],
  [...DATABASE, ...STORE, '--fix-issues', '--dry-run'],
  [...DATABASE, ...STORE, '--fix-issues', '--yes'],
  ['runs', ...STORE],
  ['show', 'last', ...STORE],
  ['undo', 'last', ...DATABASE, ...STORE, '--dry-run'],
  // Pasted, that has taken the run back.
  [...DATABASE, ...STORE, '--fix-issues', '--yes'],
  ['undo', 'last', ...DATABASE, ...STORE, '--yes'],
  ['new-check', 'order-total', '--sql'],
  ['demo', '--out', 'other.sqlite3', '--users', '5'],
];

describe('the next command that a screen names', () => {
  const folder = temporaryFolder();
  beforeAll(() => {
    runCli(['demo', '--out', folder.file('db.sqlite3')]);
    mkdirSync(folder.file('media'));
  });
  afterAll(() => {
    folder.remove();
  });

  it.each(SCREENS.map((args) => [args.join(' '), args] as const))('%s: works when it is pasted into a shell', (_, args) => {
    const { stdout, stderr } = runCli(args, { cwd: folder.path });
    const next = /^(?:.* )?Next: (?:write its query, then )?(.*?)(?: {3}\(.*)?$/m.exec(stdout)?.[1];
    expect({ next: next?.slice(0, 16), stdout, stderr }).toEqual({ next: 'peerquest-audit ', stdout, stderr });
    // Where nothing has said which database is meant, that is for a person to fill in.
    const isOpen = (next ?? '').includes(' --database URL');
    const pasted = (next ?? '').replace(' --database URL', ' --database db.sqlite3');
    expect(isOpen).toBe(['runs', 'new-check order-total --sql'].includes(args.join(' ')));
    const env = programEnvironment();
    const result = spawnSync('sh', ['-c', pasted], { cwd: folder.path, env, encoding: 'utf8', input: '' });
    expect({ pasted, code: [0, 1].includes(result.status ?? -1), stderr: result.stderr }).toEqual({ pasted, code: true, stderr: '' });
  });
});

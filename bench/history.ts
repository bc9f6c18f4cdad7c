/**
 * Measures what the commands that read the history take, as a user runs them: on a store of many runs and episodes, on each engine. The best of
 * several runs; --only names the first word of the commands that are measured.
 *
 *   npm run build && npm run bench:history -- [--runs 2000] [--episodes 1000000] [--engines sqlite,postgresql,mariadb] [--times 3] [--only trend,findings]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startMariadb } from '../test/servers/mariadb.ts';
import { startPostgres } from '../test/servers/postgres.ts';
import { FILLED, fillHistory } from './fill-history.ts';
import { best } from './measure.ts';

const GROUPINGS = ['check', 'group', 'severity', 'cause', 'user', 'quest', 'age'];

/** What is measured, by what a user types. */
const COMMANDS: readonly (readonly string[])[] = [
  ['trend'],
  ['trend', '--json'],
  ['trend', '--check', 'quest-status'],
  ['runs'],
  ['runs', '--json', '--limit', '2000'],
  ['runs', '--performance'],
  ['show', 'last'],
  ['compare', 'last~1', 'last'],
  ['compare', 'last~30', 'last'],
  ['findings'],
  ['findings', '--new'],
  ['findings', '--returned'],
  ['findings', '--older-than', '30d'],
  ['findings', '--check', 'quest-status'],
  ['findings', '--user', FILLED.user],
  ['findings', '--quest', String(FILLED.quest)],
  ['history', FILLED.finding],
  ...GROUPINGS.map((by) => ['summary', '--by', by]),
];

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    episodes: { type: 'string', default: '1000000' },
    engines: { type: 'string', default: 'sqlite,postgresql,mariadb' },
    times: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'peerquest-bench-'));

try {
  console.log('| store | command | time | peak |\n| --- | --- | --- | --- |');
  for (const engine of values.engines.split(',')) {
    const store = await emptyStore(engine);
    try {
      await fillHistory(engine, store.url, { runs: Number(values.runs), episodes: Number(values.episodes) });
      for (const command of COMMANDS.filter(([word = '']) => values.only?.split(',').includes(word) ?? true)) {
        const program = [process.execPath, 'dist/peerquest-audit.js', ...command, '--store', store.url];
        const { seconds, peakMb } = await best(Number(values.times), program, '', join(folder, 'output'));
        console.log(`| ${engine} | \`${command.join(' ')}\` | ${seconds.toFixed(2)} s | ${peakMb?.toFixed(0) ?? '?'} MB |`);
      }
    } finally {
      await store.stop();
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function emptyStore(engine: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  if (engine === 'sqlite') return { url: join(folder, 'store.sqlite3'), stop: () => Promise.resolve() };
  const server = engine === 'postgresql' ? await startPostgres([]) : await startMariadb(['--innodb-buffer-pool-size=1G']);
  if (server === null) throw new Error(`${engine} is not installed.`);
  return { url: server.url, stop: () => server.stop() };
}

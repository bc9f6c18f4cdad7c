import { join } from 'node:path';
import { fileName, nameOf, type Texts } from './hostile-world.ts';
import type { Circumstances } from './in-process.ts';

/** A command line with hostile texts in it or before it. */
export interface HostileCommand extends Circumstances {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Files that it writes, to be judged like what it prints. */
  readonly writes?: readonly string[];
  /** What of its output is run: a script of the engine or a program. */
  readonly runs?: 'sql' | 'python';
}

/** Where the hostile world is. */
export interface HostilePlace {
  readonly url: string;
  readonly folder: string;
  /** A configuration with checks of one's own. */
  readonly config: string;
  readonly media: string;
  readonly text: Texts;
}

/** Findings of the hostile world, which has text of others in all that is told of them. */
const FINDINGS = [
  'approved-without-participant:4',
  'participant-without-approved-application:1',
  'quest-status:3',
  'quest-assignment:3',
  'duplicate-participant:3',
  'unknown-status:quests_quest/status/1',
  'unknown-status:guilds_guildmembership/role/1',
  'guild-member-count',
  'gold-balance:a0000000-0000-4000-8000-000000000001',
];

/** Every command that only looks, in its formats, on a hostile database and with hostile arguments. */
export function lookingCommands({ url, folder, config, media, text }: HostilePlace): readonly HostileCommand[] {
  const at = ['--database', url];
  const own = ['--config', config];
  const file = (name: string): string => join(folder, fileName(name));
  const [report, listed] = [file(`${text(1, 60)}.txt`), file(`${text(2, 60)}.json`)];
  const lines: readonly (readonly string[])[] = [
    [...at],
    [...at, '--detailed', '--include-dropped'],
    [...at, '--all', '--detailed', '--media-root', media, '--debug'],
    [...at, '--all', '--quiet', ...own],
    [...at, '--all', '--format', 'json', '--media-root', media],
    [...at, ...own, '--all', '--limit', '3'],
    [...at, ...own, '--only', 'hostile-own', '--detailed'],
    [...at, ...own, '--only', 'hostile-own', '--format', 'json'],
    [...at, '--only', text(2)],
    [...at, '--skip', text(3), '--debug'],
    [...at, '--fail-on', text(4)],
    [...at, '--format', text(5)],
    [...at, '--limit', text(6)],
    [...at, '--max-lag', text(7)],
    [...at, '--media-root', file(text(8))],
    [...at, '--media-url', `http://localhost:1/${text(9)}`, '--only', 'files'],
    [...at, '--media-url', text(9), '--only', 'files'],
    [...at, '--read-data-subset', text(10), '--media-root', media],
    ...[0, 1, 2].map((index) => [...at, '--user', nameOf(text, index), '--detailed']),
    [...at, '--user', nameOf(text, 0), '--format', 'json'],
    [...at, '--user', nameOf(text, 1), '--all', '--quiet'],
    [...at, '--user', text(11)],
    [...at, '--user', text(12), '--debug'],
    ['checks'],
    ['checks', ...own],
    ['checks', '--format', text(1)],
    ['explain', 'hostile-own', ...own],
    ['explain', 'quest-status', ...own],
    ['explain', text(2)],
    ...FINDINGS.map((name) => ['explain', name, ...at]),
    ['explain', 'quest-assignment:3', ...at, '--format', 'json'],
    ['explain', 'file-missing:quests_questsubmission/submission_files', ...at, '--media-root', media],
    ['explain', 'hostile-own:1', ...at, ...own],
    ['explain', `quest-status:${text(4)}`, ...at],
    ['explain', text(3), '--debug'],
    ['help', text(4)],
    ['doctor', ...at],
    ['doctor', ...at, ...own, '--debug'],
    ['doctor', ...at, '--write-database', text(5)],
    ['prevent', ...at, '--format', text(6)],
    ['prevent', ...at, '--app', text(7)],
    ['new-check', text(8), '--dir', file('new')],
    ['new-check', 'order-total', '--dir', file(`${text(9, 60)}.dir`)],
    ['new-check', 'order-total', '--sql', '--dir', file(`${text(10, 60)}.dir`), ...own],
    ['init', ...at, '--dry-run'],
    ['django-shim', '--out', text(16)],
    ['init', '--database', text(14), '--dry-run'],
    ['test', file(`${text(13, 60)}.test.ts`)],
    ['demo', '--out', file(`${text(11, 60)}.db`)],
    ['demo', '--out', file(`${text(12, 60)}.db2`), '--users', '5', '--fault', '1'],
    ['demo', '--out', config],
    ['demo', '--users', text(13)],
    ['--database', file(text(1))],
    ['--database', text(2)],
    ['--database', text(3), '--debug'],
    ['--database', `postgresql://${encodeURIComponent(text(4))}:x@localhost:1/${encodeURIComponent(text(5))}`],
    ['--database', `mysql://${encodeURIComponent(text(6))}@localhost:1/${encodeURIComponent(text(7))}`, '--debug'],
    ['--database', `postgresql://localhost:1/x?${encodeURIComponent(text(8))}=${encodeURIComponent(text(9))}`],
    ['--database', `env:${text(10)}`],
    ['--config', file(text(11)), ...at],
    [text(12)],
    [text(13), '--debug'],
    [`--${text(14)}`],
    [`-${text(15)}`, '--debug'],
    ['audit', text(1), ...at],
    ['checks', text(2)],
  ];
  return [
    ...lines.map((args) => ({ args })),
    { args: ['prevent', ...at], runs: 'sql' },
    { args: ['prevent', ...at, '--format', 'django'], runs: 'python' },
    { args: ['prevent', ...at, '--format', 'django', '--app', text(3)] },
    { args: [...at, '--detailed', '--output', report], writes: [report] },
    { args: [...at, '--format', 'json', '--output', listed], writes: [listed] },
    { args: [...at, '--output', join(folder, text(4), 'x')] },
    { args: ['--detailed'], env: { DATABASE_URL: url } },
    { args: [], env: { DATABASE_URL: text(5) } },
    { args: ['doctor'], env: { DATABASE_URL: `sqlite:///${text(6)}` } },
    { args: ['--database', 'env:HOSTILE', '--debug'], env: { HOSTILE: text(7) } },
    { args: [], env: { MYSQLHOST: 'localhost', MYSQLPORT: '1', MYSQLUSER: text(8), MYSQLDATABASE: text(9), MYSQLPASSWORD: 'x' } },
    { args: ['doctor', ...at], env: { PEERQUEST_AUDIT_STORE: file(text(10)) } },
    { args: ['runs'], env: { PEERQUEST_AUDIT_STORE: text(11) } },
    { args: ['--user', nameOf(text, 1), ...at, '-v2', '--traceback'], asDjangoCommand: true },
    { args: [text(12), '--settings', text(13)], asDjangoCommand: true },
    { args: [...at, `--verbosity=${text(14)}`, '--detailed', '--dry-run'], asDjangoCommand: true },
    { args: [...at, '--dry-run', '--detailed'], asDjangoCommand: true, standsFor: ['--only', 'quest-xp-reward', '--fix-issues'] },
    { args: [...at, '--only', text(15)], asDjangoCommand: true, standsFor: ['--only', 'quest-xp-reward', '--fix-issues'] },
  ];
}

/** Repairs, plans, undos and acknowledgements, in an order in which each has something to do. */
export function writingCommands({ url, folder, config, text }: HostilePlace): readonly HostileCommand[] {
  const at = ['--database', url];
  const file = (name: string): string => join(folder, fileName(name));
  const [store, plan, baseline] = [file(`${text(0, 50)}.store`), file(`${text(1, 50)}.plan`), file(`${text(2, 50)}.baseline`)];
  const kept = ['--store', store];
  const lines: readonly (HostileCommand | readonly string[])[] = [
    [...at, ...kept, '--fix-issues', '--dry-run', '--detailed'],
    [...at, ...kept, '--fix-issues', '--dry-run', '--format', 'json'],
    [...at, ...kept, '--fix-issues', '--dry-run', '--user', nameOf(text, 2)],
    { args: [...at, ...kept, '--fix-issues'], answer: false },
    ['ack', '--all-current', '--only', 'sync', '--reason', text(3), '--by', text(4), ...at, '--baseline', baseline],
    { args: ['acks', ...at, '--baseline', baseline], writes: [baseline] },
    ['acks', ...at, '--baseline', baseline, '--format', 'json'],
    [...at, '--baseline', baseline, '--detailed'],
    ['unack', text(5), ...at, '--baseline', baseline],
    ['unack', '--all', ...at, '--baseline', baseline],
    ['ack', text(6), '--reason', text(7), ...at, ...kept],
    ['ack', '--all-current', '--all', '--reason', text(8), '--until', text(9), ...at, ...kept],
    ['ack', '--all-current', '--only', 'profile', '--reason', text(9), ...at, ...kept],
    ['acks', ...at, ...kept],
    ['unack', '--all', ...at, ...kept],
    { args: ['plan', ...at, '--out', plan], writes: [plan] },
    ['plan', ...at, '--out', plan, '--only', text(10)],
    ['show', plan],
    ['show', plan, '--format', 'json'],
    { args: ['apply', plan, ...at, ...kept], answer: false },
    ['apply', plan, ...at, ...kept, '--yes', '--detailed'],
    ['apply', plan, ...at, ...kept, '--yes', '--debug'],
    ['apply', file(text(11)), ...at, ...kept],
    ['apply', config, ...at, ...kept, '--debug'],
    ['runs', ...kept],
    ['runs', ...kept, '--format', 'json'],
    ['show', 'last', ...kept],
    ['show', 'last', ...kept, '--format', 'json'],
    ['show', text(12), ...kept],
    ['show', file(text(13)), ...kept, '--debug'],
    ['undo', 'last', '--yes', ...at, ...kept, '--dry-run'],
    ['undo', 'last', '--yes', ...at, ...kept, '--dry-run', '--format', 'json'],
    ['undo', text(14), ...at, ...kept],
    { args: ['undo', 'last', '--yes', ...at, ...kept], answer: false },
    ['undo', 'last', '--yes', ...at, ...kept, '--yes', '--detailed'],
    ['repair', 'duplicate-participant', '--keep', 'earliest', ...at, ...kept, '--dry-run', '--detailed'],
    ['repair', 'duplicate-participant', text(15), '--keep', 'earliest', ...at, ...kept],
    ['repair', 'duplicate-participant', '--keep', text(1), ...at, ...kept],
    ['repair', 'duplicate-participant', '--keep', 'latest', '--user', nameOf(text, 1), ...at, ...kept, '--yes', '--format', 'json'],
    ['repair', text(2), '--keep', '1', ...at],
    ['undo', 'last', '--yes', ...at, ...kept, '--yes', '--format', 'json'],
    [...at, ...kept, '--fix-issues', '--max-changes', text(3)],
    [...at, ...kept, '--fix-issues', '--throttle', text(4), '--debug'],
    [...at, '--store', url, '--fix-issues'],
    [...at, '--store', config, '--fix-issues', '--debug'],
    { args: [...at, ...kept, '--fix-issues', '--yes', '--all', '--detailed'] },
    ['undo', 'last', '--yes', ...at, ...kept, '--yes'],
  ];
  return lines.map((line) => ('args' in line ? line : { args: line }));
}

/** What is said of a plan and a store that another program has written into. */
export function editedCommands({ url, text }: HostilePlace, plan: string, store: string): readonly HostileCommand[] {
  const [at, kept] = [
    ['--database', url],
    ['--store', store],
  ];
  const lines: readonly (readonly string[])[] = [
    ['show', plan],
    ['show', plan, '--format', 'json'],
    ['apply', plan, ...at, ...kept, '--yes', '--debug'],
    ['runs', ...kept],
    ['runs', ...kept, '--format', 'json'],
    ['show', 'last', ...kept],
    ['show', text(10, 36), ...kept, '--format', 'json'],
    ['undo', 'last', '--yes', ...at, ...kept, '--yes'],
    ['undo', text(10, 36), ...at, ...kept, '--dry-run', '--debug'],
    ['undo', text(10, 36), ...at, ...kept, '--trust-store'],
  ];
  return [...lines.map((args) => ({ args })), { args: ['undo', text(10, 36), ...at, ...kept, '--trust-store'], answer: false }];
}

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';
import { HEADS, testMedia, uploadRowsOf } from '../support/files-media.ts';

const folder = temporaryFolder();
const media = testMedia();
let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase('sqlite');
  await database.insert(uploadRowsOf({ submission: ['submissions/x.pdf', '../outside/secret.pdf', 'submissions/gone\u001b[31m.pdf'] }));
  media.fill({ 'submissions/x.pdf': HEADS.pdf });
});
afterAll(async () => {
  await database.drop();
  media.remove();
  folder.remove();
});

const audit = (...args: readonly string[]) => runCli(['--database', database.url, '--only', 'files', ...args], { cwd: folder.path });

it('says that the checks of files do not apply where nobody says where files are', () => {
  const { code, stdout, stderr } = audit();
  expect(stderr).toMatch(/^peerquest-audit: The audit is incomplete: file-missing, file-empty, .*, file-changed did not run \(neither /);
  expect(stderr.match(/did not run/g)).toHaveLength(1);
  expect(stdout.match(/not run \(neither --media-root nor --media-url says where the files are\)/g)).toHaveLength(8);
  // Nothing was looked at: that is no clean bill of health.
  expect(code).toBe(2);
});

it('finds, keeps hashes in the store, and finds a forged file in the next run', () => {
  const first = audit('--media-root', media.root, '--detailed');
  expect(first.code).toBe(1);
  expect(first.stdout).toContain('❌ Submission 1, file 2 of ann: ../outside/secret.pdf');
  expect(first.stdout).toContain('❌ Submission 1, file 3 of ann: submissions/gone\\u001b[31m.pdf');
  expect(first.stdout).not.toContain('\u001b');
  writeFileSync(join(media.root, 'submissions/x.pdf'), '%PDF-1.7 forged');
  const second = audit('--media-root', media.root, '--format', 'json', '--read-data-subset', '7/7');
  const { checks } = JSON.parse(second.stdout) as { checks: { id: string; count: number }[] };
  expect(checks.find(({ id }) => id === 'file-changed')?.count).toBe(1);
});

it('takes folder and share from the configuration file', () => {
  const cwd = folder.file('configured');
  mkdirSync(cwd);
  writeFileSync(
    join(cwd, 'peerquest-audit.config.json'),
    JSON.stringify({ mediaRoot: media.root, readDataSubset: '1/7', groups: ['files'] }),
  );
  const { stdout } = runCli(['--database', database.url], { cwd });
  expect(stdout).toContain('References to files outside the media root: 1 (critical)');
});

it.each([
  [['--media-root', '/no/such/folder'], 'It must be a folder that is there'],
  [['--media-url', 'ftp://files.example/'], 'It must be an address that begins with'],
  [['--media-url', 'files.example'], 'It must be an address that begins with'],
  [['--media-root', '/tmp', '--media-url', 'http://localhost/'], 'cannot be used with option'],
  [['--read-data-subset', '8/7'], 'It must be a share such as 1/7'],
])('refuses %j', (args, sentence) => {
  const { code, stderr } = audit(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(sentence);
  expect(isOneSentence(stderr)).toBe(true);
});

describe('acknowledgements of files', () => {
  const desk = temporaryFolder();
  const run = (command: string, ...args: readonly string[]) => runCli([command, '--database', database.url, ...args], { cwd: desk.path });
  const here = ['--media-root', media.root];
  const why = ['--reason', 'known'];
  const states = (...args: readonly string[]) => {
    const { acknowledgements } = JSON.parse(run('acks', '--format', 'json', ...args).stdout) as {
      acknowledgements: Record<string, string>[];
    };
    return acknowledgements.map(({ check, state }) => `${String(check)} ${String(state)}`);
  };

  beforeEach(() => {
    rmSync(join(desk.path, '.peerquest-audit'), { recursive: true, force: true });
    media.fill({ 'submissions/x.pdf': HEADS.pdf });
  });
  afterAll(() => {
    desk.remove();
  });

  it('are told with the folder, and unknown without it', () => {
    expect(run('ack', '--all-current', '--only', 'files', ...here, ...why)).toMatchObject({ code: 0, stderr: '' });
    expect(states(...here)).toEqual(['file-missing holds', 'file-outside-media-root holds']);
    expect(states()).toEqual(['file-missing unknown', 'file-outside-media-root unknown']);
    media.fill({ 'submissions/gone\u001b[31m.pdf': HEADS.pdf });
    expect(states(...here)).toEqual(['file-missing obsolete', 'file-outside-media-root holds']);
    expect(run('acks', ...here).stdout).toContain(
      `Next: peerquest-audit unack --obsolete --database ${database.url} --media-root ${media.root} `,
    );
    expect(run('unack', '--obsolete').stdout).toContain('Nothing obsolete');
    expect(run('unack', '--obsolete', ...here).stdout).toContain('Took back 1 acknowledgement,');
    expect(states(...here)).toEqual(['file-outside-media-root holds']);
  });

  it('of changed content hold until it changes again', () => {
    const audited = () => run('audit', '--only', 'file-changed', ...here).stdout;
    audited();
    media.fill({ 'submissions/x.pdf': '%PDF-1.7 forged' });
    expect(run('ack', 'file-changed:submissions/x.pdf', ...here, ...why)).toMatchObject({ code: 0, stderr: '' });
    expect(states(...here)).toEqual(['file-changed holds']);
    expect(audited()).toContain('Acknowledged, not counted: 1');
    media.fill({ 'submissions/x.pdf': '%PDF-1.7 once more' });
    expect(states(...here)).toEqual(['file-changed changed']);
    media.fill({ 'submissions/x.pdf': HEADS.pdf });
    expect(states(...here)).toEqual(['file-changed obsolete']);
  });
});

import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { HEADS, testMedia, uploadRowsOf } from '../support/files-media.ts';

const FILES = ['a', 'b', 'c', 'd'].map((name) => `submissions/${name}.pdf`);
const folder = temporaryFolder();
const media = testMedia();
let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase('sqlite');
  await database.insert(uploadRowsOf({ submission: FILES }));
  media.fill({ [String(FILES[0])]: HEADS.pdf });
  mkdirSync(folder.file('elsewhere'));
});
afterAll(async () => {
  await database.drop();
  media.remove();
  folder.remove();
});

const audit = (root: string, ...args: readonly string[]) =>
  runCli(['--database', database.url, '--all', '--media-root', root, ...args], { cwd: folder.path });
const summaryOf = (stdout: string): Record<string, unknown> => (JSON.parse(stdout) as { summary: Record<string, unknown> }).summary;
const LINE =
  'Likely a mistake: none of the 4 files that rows name was found at --media-root "elsewhere", and 4 are missing there: correct it before anything is done about these findings.\n';

describe('a media root in which no file is found', () => {
  it('is told as a likely mistake in one line, and the findings stay', () => {
    const { code, stdout } = audit('elsewhere', '--detailed');
    expect(code).toBe(1);
    expect(stdout.split(LINE)).toHaveLength(2);
    expect(stdout.match(/❌ Submission 1, file \d of /g)).toHaveLength(4);
    expect(stdout).toContain('    Uploaded files that are missing: 4 (warning)\n');
    expect(stdout).toMatch(/ {2}TOTAL ISSUES: [1-9]/);
    expect(audit('elsewhere', '--quiet').stdout).toContain(LINE);
  });

  it('is a member of the JSON report', () => {
    const summary = summaryOf(audit('elsewhere', '--format', 'json').stdout);
    expect(summary['likelyMistakes']).toEqual([
      { setting: 'mediaRoot', value: 'elsewhere', files: 4, missing: 4, text: LINE.slice('Likely a mistake: '.length, -1) },
    ]);
    expect(summary['byCheck']).toMatchObject({ 'file-missing': 4 });
  });

  it('is told by the preview of a repair as well', () => {
    expect(audit('elsewhere', '--fix-issues', '--dry-run').stdout).toContain(LINE);
  });
});

it('a media root in which one file is found is none', () => {
  const { stdout } = audit(media.root, '--format', 'json');
  expect(summaryOf(stdout)).toMatchObject({ likelyMistakes: [], byCheck: { 'file-missing': 3 } });
  expect(audit(media.root).stdout).not.toContain('Likely a mistake');
});

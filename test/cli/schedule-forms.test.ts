import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Validator, type Schema } from '@cfworker/json-schema';
import { parseYAML } from 'confbox/yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';

/** What is printed for other schedulers, held against what they take: their schemas (test/fixtures/schemas/README.md says whose), crontab(5). */

const folder = temporaryFolder();
beforeAll(() => {
  const jobs = [
    { name: 'weekly', cron: '0 9 * * 1' },
    {
      name: 'Nightly_Gold',
      database: 'main',
      cron: '30 2 * * *',
      checks: ['gold', 'sync'],
      detailed: true,
      report: { html: '${{ x }} $(id) 100%.html' },
    },
    { name: 'often', cron: '*/20 6-8 1,15 jan-mar mon-fri', timeZone: 'UTC', failOn: 'critical' },
    { name: 'a'.repeat(60), cron: '5 4 * * sun', timeZone: 'UTC' },
  ];
  const databases = { main: { url: 'one.sqlite3' }, [`b${'-'.repeat(3)}c`]: { url: 'two.sqlite3' } };
  writeFileSync(folder.file('config.json'), JSON.stringify({ databases, timeZone: 'Asia/Manila', jobs }), { mode: 0o600 });
});
afterAll(() => {
  folder.remove();
});

function printed(kind: string): string {
  const { code, stdout, stderr } = runCli(['schedule', '--config', 'config.json', '--print', kind], { cwd: folder.path });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** What a schema has to say against a document. */
function troubleWith(schema: string, document: unknown): readonly string[] {
  const rules = JSON.parse(readFileSync(`test/fixtures/schemas/${schema}.json`, 'utf8')) as Schema;
  return new Validator(rules, '7', false).validate(document).errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
}

const JOBS = 7;

describe('what is printed is what is taken', () => {
  it('by Kubernetes: a CronJob each, under names that it takes', () => {
    const documents = printed('kubernetes').split('---\n');
    expect(documents).toHaveLength(JOBS);
    for (const text of documents) expect(troubleWith('kubernetes-cronjob', parseYAML(text))).toEqual([]);
  });

  it('by GitHub: a workflow', () => {
    const workflow = parseYAML<{ jobs: object }>(printed('github'));
    expect(Object.keys(workflow.jobs)).toHaveLength(JOBS);
    expect(troubleWith('github-workflow', workflow)).toEqual([]);
  });

  it('by GitLab: its own schema has nothing against it', () => {
    const pipeline = parseYAML<object>(printed('gitlab'));
    expect(Object.keys(pipeline)).toHaveLength(JOBS);
    expect(troubleWith('gitlab-ci', pipeline)).toEqual([]);
    expect(troubleWith('gitlab-ci', { a: { script: ['b'], when: 'sometimes' } })).not.toEqual([]);
  });

  it('by Railway: a railway.json each', () => {
    const files = printed('railway').split(/^(?=\{)/m);
    expect(files).toHaveLength(JOBS);
    for (const text of files) expect(troubleWith('railway', JSON.parse(text))).toEqual([]);
  });

  it('by crontab(5): settings and entries, whose commands a shell can read', () => {
    const lines = printed('crontab').trimEnd().split('\n');
    const entries = lines.filter((line) => !line.startsWith('#') && !/^CRON_TZ=\S+$/.test(line));
    expect(entries).toHaveLength(JOBS);
    for (const line of entries) {
      const [, schedule = '', command = ''] = /^((?:\S+ ){5})(.+)$/.exec(line) ?? [];
      const fields = schedule.trim().split(' ');
      for (const [index, field] of fields.entries()) expect(field).toMatch(FIELDS[index] as RegExp);
      // A percent sign that nothing escapes ends the command.
      expect(command.replaceAll('\\%', '')).not.toContain('%');
      expect(spawnSync('sh', ['-n', '-c', command.replaceAll('\\%', '%')]).status).toBe(0);
    }
  });
});

/** A field: stars, numbers, names and ranges of them, with steps, separated by commas. */
function field(number: string, names = ''): RegExp {
  const one = names === '' ? `(?:${number})` : `(?:${number}|${names})`;
  const part = `(?:\\*|${one}(?:-${one})?)(?:/[1-9]\\d?)?`;
  return new RegExp(`^${part}(?:,${part})*$`, 'i');
}
const FIELDS = [
  field('[0-5]?\\d'),
  field('1?\\d|2[0-3]'),
  field('[1-9]|[12]\\d|3[01]'),
  field('[1-9]|1[0-2]', 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'),
  field('[0-7]', 'sun|mon|tue|wed|thu|fri|sat'),
];

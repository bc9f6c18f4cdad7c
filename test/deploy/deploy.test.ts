import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYAML } from 'confbox';
import { Cron } from 'croner';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { PRINTERS } from '../../src/schedule/index.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { lacksProgram } from '../support/lacks-program.ts';
import { WEEKLY } from '../support/weekly-job.ts';

const read = (name: string): string => readFileSync(join('deploy', name), 'utf8');
const printed = (kind: keyof typeof PRINTERS): string =>
  PRINTERS[kind]([{ job: { ...WEEKLY, timeZone: 'Etc/UTC', jitter: 30 }, args: ['audit'], word: 'weekly' }], {
    program: ['peerquest-audit'],
    folder: '/srv',
    now: new Date('2026-11-29T00:00:00Z'),
  });
const hasSystemd = spawnSync('systemd-analyze', ['--version']).error === undefined;

describe('what deploy/ has', () => {
  it('says what "schedule --print" says, where the two are the same', () => {
    expect(printed('systemd')).toContain(read('systemd/peerquest-audit-weekly.timer'));
    const railway: unknown = JSON.parse(read('railway/railway.json'));
    expect(railway).toMatchObject({ deploy: { cronSchedule: '0 9 * * 1', restartPolicyType: 'NEVER' } });
    const job = parseYAML<{ readonly spec: object }>(printed('kubernetes'));
    const { spec } = parseYAML<{ readonly spec: object }>(read('kubernetes/cronjob.yaml'));
    expect({ ...spec, jobTemplate: null }).toEqual({ ...job.spec, jobTemplate: null });
    const [line = ''] = /^0 9 .*$/m.exec(read('cron/peerquest-audit')) ?? [];
    expect(line.startsWith(`${WEEKLY.cron} peerquest cd `)).toBe(true);
  });

  it('is YAML, JSON and XML', async () => {
    const files = readdirSync('deploy', { recursive: true, encoding: 'utf8' });
    for (const name of files.filter((each) => /\.ya?ml$/.test(each))) expect(parseYAML(read(name)), name).toBeTypeOf('object');
    for (const name of files.filter((each) => each.endsWith('.json'))) expect(JSON.parse(read(name)), name).toBeTypeOf('object');
    const { valid, errors } = await validateXML({
      xml: { fileName: 'task.xml', contents: read('windows/peerquest-audit.xml') },
      normalization: 'format',
    });
    expect({ valid, errors }).toEqual({ valid: true, errors: [] });
  });

  it('names times that come on Mondays at nine', () => {
    expect(new Cron(WEEKLY.cron, { timezone: 'UTC' }).nextRun(new Date('2026-11-29T22:00:00Z'))?.toISOString()).toBe(
      '2026-11-30T09:00:00.000Z',
    );
  });

  it.skipIf(!hasSystemd)('has units that systemd takes, with little that is open', () => {
    const units = readdirSync('deploy/systemd').map((name) => join('deploy/systemd', name));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...units], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const unit of units.filter((name) => name.endsWith('.service'))) {
      const told = execFileSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', unit], { encoding: 'utf8' });
      expect(told).toMatch(/Overall exposure level for \S+: 1\.\d OK/);
    }
  });

  it.skipIf(lacksProgram('nginx', 'openssl'))('has a server that nginx takes', () => {
    const folder = temporaryFolder();
    const [certificate, key] = [folder.file('c.pem'), folder.file('k.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-subj', '/CN=audit'], {
      stdio: 'ignore',
    });
    const server = read('proxy/nginx.conf')
      .replace('/etc/ssl/audit.example.org.pem', certificate)
      .replace('/etc/ssl/audit.example.org.key', key);
    writeFileSync(folder.file('nginx.conf'), `pid ${folder.file('pid')};\nevents {}\nhttp { access_log off;\n${server}}\n`);
    const { stderr } = spawnSync('nginx', ['-t', '-e', 'stderr', '-c', folder.file('nginx.conf')], { encoding: 'utf8' });
    expect(stderr).toMatch(/test is successful\n$/);
    expect(stderr).not.toMatch(/\[(?:emerg|warn)\]/);
    folder.remove();
  });

  it.skipIf(lacksProgram('caddy'))('has a site that Caddy takes', () => {
    const { status, stderr } = spawnSync('caddy', ['validate', '--adapter', 'caddyfile', '--config', 'deploy/proxy/Caddyfile'], {
      encoding: 'utf8',
    });
    expect({ status, warned: /"level":"(?:warn|error)"/.test(stderr) }).toEqual({ status: 0, warned: false });
  });

  it('starts the service of the image as compose and Kubernetes do, with an account and a way that nobody listens in on', () => {
    const folder = temporaryFolder();
    runCli(['demo', '--out', 'db.sqlite3'], { cwd: folder.path });
    const { stdout: hash } = runCli(['hash-password'], { cwd: folder.path, input: 'correct horse battery' });
    const image = Object.fromEntries([...read('Dockerfile').matchAll(/(HOST|PORT)=(\S+)/g)].map(([, name = '', value]) => [name, value]));
    expect(image).toEqual({ HOST: '0.0.0.0', PORT: '8787' });
    const compose = parseYAML<{ readonly services: { readonly audit: { readonly command: readonly string[] } } }>(read('compose.yaml'));
    const pod = parseYAML<{
      readonly spec: { readonly template: { readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] } } };
    }>(read('kubernetes/deployment.yaml'));
    for (const args of [compose.services.audit.command, pod.spec.template.spec.containers[0]?.args ?? []]) {
      const env = {
        ...image,
        DATABASE_URL: 'db.sqlite3',
        PEERQUEST_AUDIT_STORE: 'store.sqlite3',
        PEERQUEST_AUDIT_PASSWORD_HASH: hash.trim(),
      };
      expect(runCli([...args, '--check'], { cwd: folder.path, env })).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('(a proxy in front has TLS') as string,
      });
    }
    folder.remove();
  });

  it('calls the tool in the action with flags that it takes', () => {
    const folder = temporaryFolder();
    runCli(['demo', '--out', 'db.sqlite3'], { cwd: folder.path });
    const { runs } = parseYAML<{ readonly runs: { readonly steps: readonly { readonly run?: string }[] } }>(read('github/action.yml'));
    const [audit = '', summary = ''] = runs.steps.flatMap(({ run }) => run ?? []);
    mkdirSync(folder.file('bin'));
    writeFileSync(folder.file('bin/npx'), '#!/bin/sh\n[ "$1 $2" = "--no --" ] && shift 2\nexec "$@"\n', { mode: 0o755 });
    const run = (line: string) =>
      spawnSync('bash', ['--norc', '-e', '-c', line], {
        cwd: folder.path,
        env: {
          PATH: `${folder.file('bin')}:${process.cwd()}/node_modules/.cache/peerquest-audit-installed:${process.env['PATH'] ?? ''}`,
          DATABASE_URL: 'db.sqlite3',
          FAIL_ON: 'warning',
          PEERQUEST_AUDIT_HISTORY: 'off',
          GITHUB_STEP_SUMMARY: 'summary.md',
        },
        encoding: 'utf8',
      });
    expect(run(audit)).toMatchObject({ status: 1, stderr: '' });
    expect(run(summary)).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(folder.file('summary.md'), 'utf8')).toContain('## `quest-assignment`: 2 findings');
    expect(readdirSync(folder.path)).toEqual(expect.arrayContaining(['peerquest-audit.xml', 'peerquest-audit.sarif']));
    const { 'peerquest-audit': job } = parseYAML<Record<string, { readonly script: readonly string[] }>>(
      read('gitlab/peerquest-audit.yml'),
    );
    expect(run(job?.script[1] ?? '')).toMatchObject({ status: 1, stderr: '' });
    folder.remove();
  });
});

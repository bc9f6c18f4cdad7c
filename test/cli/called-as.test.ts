import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calledAs, type Call } from '../../src/cli/called-as.ts';
import { temporaryFolder } from '../support/cli.ts';

const LINKS = ['/usr/bin/peerquest-audit', '/shop/node_modules/.bin/peerquest-audit', '/tool/bin/peerquest-audit'];
const called = (script: string, cwd = '/shop', env: Call['env'] = {}, platform: NodeJS.Platform = 'linux'): string =>
  calledAs({ script, cwd, env: { PATH: '/bin:/usr/bin', ...env }, platform, exists: (path) => LINKS.includes(path) });
const NPM = { npm_execpath: '/usr/lib/npm-cli.js', npm_config_user_agent: 'npm/11.1.0 node/v22' };

describe('what hints call the tool', () => {
  it('is its name where a shell finds it', () => {
    expect(called('/usr/bin/peerquest-audit')).toBe('peerquest-audit');
    expect(called('/shop/node_modules/.bin/peerquest-audit', '/shop', { PATH: '/shop/node_modules/.bin:/usr/bin' })).toBe(
      'peerquest-audit',
    );
    expect(called('/usr/bin/update_quest_xp')).toBe('peerquest-audit');
    expect(called('/usr/lib/node_modules/vitest/vitest.mjs')).toBe('peerquest-audit');
    expect(called('')).toBe('peerquest-audit');
  });

  it('is npx where that, a script or nothing else starts what a project has installed', () => {
    const installed = '/shop/node_modules/.bin/peerquest-audit';
    expect(called(installed)).toBe('npx peerquest-audit');
    expect(called(installed, '/shop/backend')).toBe('npx peerquest-audit');
    expect(called(installed, '/shop', { ...NPM, PATH: '/shop/node_modules/.bin:/usr/bin' })).toBe('npx peerquest-audit');
    expect(called('/home/.npm/_npx/0a1b/node_modules/.bin/peerquest-audit', '/data', NPM)).toBe('npx peerquest-audit');
    expect(called('/tool/dist/peerquest-audit.js', '/tool', { ...NPM, npm_package_name: 'peerquest-audit' })).toBe('npx peerquest-audit');
    expect(called(installed, '/shop', { ...NPM, npm_config_user_agent: 'pnpm/10.2.0 npm/? node/v22' })).toBe('pnpm exec peerquest-audit');
    expect(called(installed, '/shop', { ...NPM, npm_config_user_agent: 'yarn/1.22.22 npm/? node/v22' })).toBe('yarn peerquest-audit');
  });

  it('is node and the file where that was started', () => {
    expect(called('/tool/dist/peerquest-audit.js', '/tool')).toBe('node dist/peerquest-audit.js');
    expect(called('/tool/dist/peerquest-audit.js', '/tool/dist')).toBe('node ./peerquest-audit.js');
    expect(called('/tool/dist/update_quest_xp.js', '/shop')).toBe('node /tool/dist/peerquest-audit.js');
    expect(called("/the tool's/dist/peerquest-audit.js")).toBe("node $'/the tool\\u0027s/dist/peerquest-audit.js'");
    expect(called('/shop/node_modules/peerquest-audit/dist/peerquest-audit.js')).toBe(
      'node node_modules/peerquest-audit/dist/peerquest-audit.js',
    );
  });

  it('is the link by its path where no shell finds it, or another one first', () => {
    expect(called('/tool/bin/peerquest-audit')).toBe('/tool/bin/peerquest-audit');
    expect(called('/tool/bin/peerquest-audit', '/tool')).toBe('bin/peerquest-audit');
    expect(called('/tool/bin/peerquest-audit', '/tool/bin', { PATH: '/usr/bin:/tool/bin' })).toBe('./peerquest-audit');
    expect(called('/shop/node_modules/.bin/peerquest-audit', '/shopping')).toBe('/shop/node_modules/.bin/peerquest-audit');
  });

  it('is npx or the name on Windows, where a file beside the name starts node', () => {
    const file = '/shop/node_modules/peerquest-audit/dist/peerquest-audit.js';
    expect(called(file, '/shop', {}, 'win32')).toBe('npx peerquest-audit');
    expect(called(file, '/data', {}, 'win32')).toBe('peerquest-audit');
  });
});

describe('the built program', () => {
  const folder = temporaryFolder();
  beforeAll(() => {
    mkdirSync(folder.file('node_modules/.bin'), { recursive: true });
    symlinkSync(resolve('dist/peerquest-audit.js'), folder.file('node_modules/.bin/peerquest-audit'));
  });
  afterAll(() => {
    folder.remove();
  });

  it.each([
    ['npx --no-install peerquest-audit', 'npx peerquest-audit'],
    ['node_modules/.bin/peerquest-audit', 'npx peerquest-audit'],
    ['PATH="$PWD/node_modules/.bin:$PATH" peerquest-audit', 'peerquest-audit'],
    [`node "${resolve('dist/peerquest-audit.js')}"`, `node ${resolve('dist/peerquest-audit.js')}`],
  ])('started by %s says %s, in errors too', (start, word) => {
    // Nothing of the npm that runs the tests.
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder.path };
    const run = (args: string): string =>
      execFileSync('sh', ['-c', `${start} ${args} 2>&1 || true`], { cwd: folder.path, env, encoding: 'utf8' });
    expect(run('demo --out db.sqlite3')).toContain(`. Try: ${word} --database db.sqlite3 --user student2 --detailed`);
    expect(run('--database db.sqlite3')).toContain(`\nNext: ${word} audit --database db.sqlite3 --detailed `);
    expect(run('--database none.sqlite3')).toContain(`make a sample with "${word} demo".`);
  });
});

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOneSentence, programEnvironment, runCli, temporaryFolder } from '../support/cli.ts';

describe('peerquest-audit test', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => {
    folder.remove();
  });

  const run = (...args: readonly string[]) => runCli(args, { cwd: folder.path, isOwnProcess: true });

  it.each([
    ['TypeScript', []],
    ['SQL', ['--sql']],
    ['a folder of another name', ['--dir', "it's mine"]],
  ])('runs what new-check writes in %s, where nothing is installed, by the command that it prints', (_, flags) => {
    const printed = /^Run its test: (.*)$/m.exec(run('new-check', 'order-amount', ...flags).stdout)?.[1];
    expect(printed).toMatch(/^peerquest-audit test /);
    const { status, stdout } = spawnSync('bash', ['-c', `peerquest-audit() { "$NODE" "$TOOL" "$@"; }; ${printed}`], {
      cwd: folder.path,
      encoding: 'utf8',
      env: { ...programEnvironment(), NODE: process.execPath, TOOL: resolve('dist/peerquest-audit.js') },
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(/pass 2\n/);
  });

  it('runs all tests of the folder checks, and ends with 1 where one fails', () => {
    run('new-check', 'order-amount');
    run('new-check', 'stock-level', '--sql');
    expect(run('test')).toMatchObject({ code: 0, stdout: expect.stringMatching(/pass 4\n/) as unknown });
    const file = folder.file('checks/order-amount.test.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replace('[{ id: 2 }]', '[{ id: 3 }]'));
    const { code, stdout } = run('test');
    expect(code).toBe(1);
    expect(stdout).toMatch(/pass 3\n(.*\n)?.*fail 1\n/);
    expect(run('test', 'checks/stock-level.test.mjs').code).toBe(0);
  });

  it('ends with 1 for an error that no test waits for, and calls it no bug of this program', () => {
    const source = `import { test } from 'node:test';
      test('later', async () => { setTimeout(() => { throw new Error('late'); }, 5); await new Promise((done) => setTimeout(done, 50)); });`;
    writeFileSync(folder.file('late.test.mjs'), source);
    const { code, stdout, stderr } = run('test', 'late.test.mjs');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('late');
  });

  it.each([
    [[], /There is no file or folder "checks": name a file with tests/],
    [['none'], /There is no test in the folder "none"/],
    [['none', 'bad.test.ts'], /There is no test in the folder "none"/],
    [['bad.test.ts'], /The test "bad.test.ts" cannot be run: /],
    [['missing.test.ts'], /There is no file or folder "missing.test.ts"/],
    [['lonely.test.mjs'], /The test "lonely.test.mjs" cannot be run: .*nowhere\.mjs/],
  ])('says in one sentence what of %j cannot be run', (files, sentence) => {
    mkdirSync(folder.file('none'));
    writeFileSync(folder.file('bad.test.ts'), 'const = 1;\n');
    writeFileSync(folder.file('lonely.test.mjs'), "import './nowhere.mjs';\n");
    const { code, stdout, stderr } = run('test', ...files);
    expect({ code, stdout, one: isOneSentence(stderr) }).toEqual({ code: 2, stdout: '', one: true });
    expect(stderr).toMatch(sentence);
  });

  it('runs nothing that other users can write', () => {
    writeFileSync(folder.file('open.test.mjs'), "console.log('ran');\n");
    writeFileSync(folder.file('mine.test.mjs'), "import './open.test.mjs';\n");
    chmodSync(folder.file('open.test.mjs'), 0o666);
    for (const file of ['open.test.mjs', 'mine.test.mjs']) {
      expect(run('test', file)).toMatchObject({ code: 3, stdout: '' });
      expect(run('test', file, '--trust-config')).toMatchObject({ code: 0, stdout: 'ran\n' });
    }
  });
});

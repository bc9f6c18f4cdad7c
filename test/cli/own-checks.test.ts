import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOneSentence, runCli, temporaryFolder, withoutMoment } from '../support/cli.ts';

const folder = temporaryFolder();
const shop = folder.file('shop');
const healthy = folder.file('healthy.sqlite3');

beforeAll(() => {
  cpSync('examples/shop', shop, { recursive: true });
  const database = new Database(join(shop, 'shop.sqlite3'));
  database.exec(readFileSync(join(shop, 'schema.sql'), 'utf8'));
  database.close();
  runCli(['demo', '--users', '50', '--fault', '0', '--out', healthy]);
});
afterAll(() => {
  folder.remove();
});

const inShop = (...args: readonly string[]) => runCli(args, { cwd: shop });
const findingsOf = (stdout: string): readonly Record<string, unknown>[] =>
  (JSON.parse(stdout) as { checks: { findings: Record<string, unknown>[] }[] }).checks.flatMap(({ findings }) => findings);

describe('the example shop', () => {
  it('is audited by its own checks, without a word about PeerQuest’s records', async () => {
    const { code, stdout, stderr } = inShop('--detailed');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    await expect(withoutMoment(stdout)).toMatchFileSnapshot('../snapshots/shop-detailed.txt');
  });

  it.each([[['--only', 'own']], [['--all']], [['--only', 'default']], [['--skip', 'sync']]])('is told the same with %j', (flags) => {
    const { code, stdout } = inShop(...flags);
    expect(code).toBe(1);
    expect(stdout).toContain('  TOTAL ISSUES: 4\n');
    expect(stdout).not.toMatch(/PHASE|Total applications|not run|System is healthy/);
  });

  it('reports as JSON like every other check', () => {
    const { stdout } = inShop('--format', 'json');
    expect(findingsOf(stdout)).toMatchObject([
      {
        key: { order_id: 2 },
        expected: { total_cents: 4500 },
        actual: { customer_id: 1, total_cents: 4000 },
        repair: 'manual',
        cause: null,
      },
      { key: { order_id: 3 }, user: { id: '2', username: null }, cause: 'never-paid' },
      { key: { order_id: 6 }, cause: 'paid-later' },
      { key: { product_id: 2 }, expected: { stock: 3 }, actual: { stock: 4, name: 'Teapot' } },
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ summary: { totalApplications: null, issuesFound: 4 } });
  });

  it('keeps the fingerprints of findings', () => {
    const once = findingsOf(inShop('--format', 'json').stdout);
    const again = findingsOf(inShop('--only', 'stock-level', '--format', 'json').stdout);
    expect(again[0]?.['fingerprint']).toBe(once[3]?.['fingerprint']);
    expect(once[0]?.['fingerprint']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is narrowed to a customer, as far as the checks know customers', () => {
    const { code, stdout } = inShop('--user', 'ben@example.org', '--detailed');
    expect(code).toBe(1);
    expect(stdout).toContain('Scope: user ben@example.org, 6 checks');
    expect(stdout).toContain('Order 3 of customer 2');
    expect(stdout).not.toContain('Order 6');
    expect(stdout).toContain('not run (it does not say whose a row is: a member "user" would)');
    expect(stdout).toContain('  TOTAL ISSUES: 1\n');
  });

  it('does not pass for audited when no check could be narrowed', () => {
    const { code, stdout, stderr } = inShop('--user', 'ben@example.org', '--only', 'stock-level');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/None of the chosen checks can be narrowed by --user/);
  });

  it('names customers that are spelled like an unknown one', () => {
    const { code, stderr } = inShop('--user', 'bem@example.org');
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean "ben@example.org"');
  });

  it('decides the exit code by severity', () => {
    expect(inShop('--skip', 'shipped-before-paid', '--fail-on', 'critical').code).toBe(0);
    expect(inShop('--fail-on', 'critical').code).toBe(1);
    expect(inShop('--fail-on', 'never').code).toBe(0);
  });

  it('is looked at no further than the first issue with --fail-fast, and says so', () => {
    const { code, stdout, stderr } = inShop('--fail-fast');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain(
      'CHECK shipped-before-paid: Orders That Were Shipped Before They Were Paid\n  not run (--fail-fast ended the audit after order-total)\n',
    );
    expect(stdout).toContain('Checks run: 1 of 6');
    expect(stdout).toContain('⚠️ Ended by --fail-fast: 5 checks not run.\n');
    expect(inShop('--fail-fast', '--fail-on', 'critical').stdout).toContain('Checks run: 2 of 6');
    expect(inShop('--fail-fast', '--fail-on', 'never').stdout).toContain('Checks run: 6 of 6');
    expect(inShop('--fail-fast', '--fix-issues').code).toBe(2);
  });

  it.each([
    ["{ own: { severity: 'info' } }", 0, /TOTAL ISSUES: none/],
    ["{ own: { warnIf: 3 }, 'stock-level': { warnIf: 1 } }", 1, /TOTAL ISSUES: 1\n/],
    ["{ nope: { severity: 'info' } }", 2, /no check or group "nope" for the setting "overrides"/],
    ["{ 'stock-level': { errorIf: '2%' } }", 2, /The setting "overrides" .* asks for a share of the rows that stock-level examines/],
    ["{ 'stock-level': { errorIf: 'many' } }", 2, /in "overrides.stock-level.errorIf": it must be a number of findings/],
    ["{ 'stock-level': 5 }", 2, /in "overrides.stock-level": it must be such as/],
    ['5', 2, /in "overrides": it must name checks/],
  ])('is judged by overrides: %s', (overrides, code, said) => {
    const config = folder.file('shop/graded.config.ts');
    writeFileSync(config, `import base from './peerquest-audit.config.ts'; export default { ...base, overrides: ${overrides} };`);
    const run = inShop('--config', 'graded.config.ts');
    expect(run.code, run.stderr).toBe(code);
    expect(run.stdout + run.stderr).toMatch(said);
  });

  it('has nothing that a repair would touch', () => {
    const { code, stdout } = inShop('--fix-issues', '--yes');
    expect(code).toBe(1);
    expect(stdout).toContain('ISSUES FIXED: 0\nREMAINING ISSUES: 4\n');
  });

  it('is known to checks, explain and doctor', () => {
    expect(inShop('checks').stdout).toMatch(/stock-level +own +warning +manual +Products Whose Stock/);
    const { stdout } = inShop('explain', 'stock-level');
    expect(stdout).toContain('checks/stock-level.sql');
    expect(stdout).toContain('SQL on SQLite, PostgreSQL, MySQL, MariaDB');
    const doctor = inShop('doctor', '--detailed');
    expect(doctor.code).toBe(0);
    expect(doctor.stdout).toContain('order-total: understood (peerquest-audit.config.ts)');
    expect(doctor.stdout).not.toContain('quests_quest');
  });

  it('is found from another folder by --config, which the hints repeat', () => {
    const args = ['--config', 'shop/peerquest-audit.config.ts', '--database', 'shop/shop.sqlite3'];
    const { code, stdout } = runCli(args, { cwd: folder.path });
    expect(code).toBe(1);
    expect(stdout).toContain('Next: peerquest-audit audit --database shop/shop.sqlite3 --config shop/peerquest-audit.config.ts');
    expect(runCli(['explain', 'order-total', '--config', 'shop/peerquest-audit.config.ts'], { cwd: folder.path }).code).toBe(0);
  });

  it('refuses a repair check by name where PeerQuest’s tables are not', () => {
    const { code, stderr } = inShop('--only', 'quest-status');
    expect(code).toBe(2);
    expect(stderr).toMatch(/holds no table/);
  });
});

/** A folder with a configuration file of checks for PeerQuest's database. */
function withChecks(name: string, files: Readonly<Record<string, string>>): string {
  const path = folder.file(name);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(path, file, '..'), { recursive: true });
    writeFileSync(join(path, file), content);
  }
  return path;
}

const head = (id: string, more = '') => `/*\nid: ${id}\ntitle: Quests With a Long Title\nseverity: info\nkey: [quest_id]\n${more}*/\n`;
const sqlConfig = (settings: Record<string, unknown> = {}) => JSON.stringify({ database: healthy, sqlChecks: ['own/*.sql'], ...settings });

describe('with PeerQuest’s database', () => {
  it('own checks run besides the five, whose lines stay as they are', () => {
    const cwd = withChecks('besides', {
      'peerquest-audit.config.json': sqlConfig(),
      'own/a.sql': `${head('long-title')}select id as quest_id, title from quests_quest where id <= 2; -- two`,
    });
    const { code, stdout } = runCli(['--detailed'], { cwd });
    expect(code).toBe(0);
    for (const line of [
      'PHASE 5: Duplicate Participants',
      'Total applications: ',
      '  Duplicate participants: 0',
      '  own:',
      'CHECK long-title: ',
    ]) {
      expect(stdout).toContain(line);
    }
    expect(stdout).toContain('  TOTAL ISSUES: 0\n');
    expect(runCli(['--skip', 'own'], { cwd }).stdout).toContain('System is healthy!');
    expect(runCli(['--only', 'own'], { cwd }).stdout).toMatch(/PHASE 1:.*\n {2}not run \(left out by --only or --skip\)/);
  });

  it('own checks run besides the groups that the configuration adds', () => {
    const cwd = withChecks('groups', {
      'peerquest-audit.config.json': sqlConfig({ groups: ['xp'] }),
      'own/a.sql': `${head('long-title')}select id as quest_id from quests_quest where id < 0`,
    });
    const { stdout } = runCli([], { cwd });
    for (const line of ['PHASE 1:', 'CHECK quest-xp-reward', 'CHECK long-title']) expect(stdout).toContain(line);
  });

  it.each([
    ['a table that is not there', 'needs: [nowhere]\n', 'select 1 as quest_id', /table nowhere is missing/],
    ['a query that the database refuses', '', 'select id as quest_id from nowhere', /nowhere/],
    [
      'a query without the columns of its key',
      '',
      'select id from quests_quest',
      /its query returns no column "quest_id", which "key" names/,
    ],
  ])('%s makes the run incomplete, and doctor tells', (title, more, query, reason) => {
    const cwd = withChecks(title.replaceAll(' ', '-'), {
      'peerquest-audit.config.json': sqlConfig(),
      'own/a.sql': head('broken', more) + query,
    });
    for (const flags of [[], ['--detailed']]) {
      const { code, stdout, stderr } = runCli(flags, { cwd });
      expect(code).toBe(2);
      expect(stderr).toMatch(reason);
      expect(stdout).toContain('⚠️ The audit is incomplete: broken did not run.');
      expect(stdout).not.toContain('System is healthy');
    }
    const doctor = runCli(['doctor'], { cwd });
    expect(doctor.code).toBe(2);
    expect(doctor.stdout).toMatch(reason);
  });

  it('what a check says of a row cannot forge a line of the report', () => {
    const cwd = withChecks('forged', {
      'peerquest-audit.config.ts': `import { defineCheck, sql } from 'peerquest-audit';
        export default { database: ${JSON.stringify(healthy)}, checks: [defineCheck({
          id: 'forger', title: 'Forger', severity: 'info', key: ['id'],
          find: () => sql\`select 1 as id -- one\`,
          describe: () => ({ headline: 'x\\n✅ System is healthy!', details: ['TOTAL ISSUES: 0'] }),
        })] };`,
    });
    const { code, stdout } = runCli(['--only', 'own', '--detailed'], { cwd });
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/^.*System is healthy!|TOTAL ISSUES: 0/m);
  });
});

describe('new-check --table', () => {
  it('proposes checks that a configuration can name, and overwrites nothing', () => {
    const posts = new Database(join(shop, 'posts.sqlite3'));
    posts.exec('create table "blogPosts" (id integer primary key, slug text)');
    for (let number = 1; number <= 12; number++) posts.prepare('insert into "blogPosts" values (?, ?)').run(number, `post-${number}`);
    posts.close();
    const args = ['new-check', '--table', 'blogPosts', '--dir', 'proposed', '--database', 'posts.sqlite3'];
    const { code, stdout, stderr } = inShop(...args, '--print');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^# Held by all 12 rows on \d{4}-\d\d-\d\d\.$/m);
    expect(inShop(...args).stdout).toContain('{ "checks": ["proposed/*.yaml"] }');
    expect(readFileSync(join(shop, 'proposed/blog-posts.yaml'), 'utf8')).toBe(stdout);
    expect(inShop(...args)).toMatchObject({ code: 3, stdout: '' });
    writeFileSync(join(shop, 'proposed.json'), '{ "database": "posts.sqlite3", "checks": ["proposed/*.yaml"] }');
    expect(inShop('--config', 'proposed.json').stdout).toContain(
      '✅ Nothing found by the 2 checks that ran: blog-posts-slug-not-null, blog-posts-slug-unique.',
    );
    expect(inShop(...args, '--config', 'proposed.json', '--print').stdout).toContain('Nothing is proposed for blogPosts');
  });

  it.each([
    [['new-check'], /takes the id of a check, or --table/],
    [['new-check', 'an-id', '--table', 'orders'], /takes the id of a check, or --table/],
    [['new-check', '--table', 'ordres', '--print'], /There is no table "ordres" here: did you mean "orders"\?/],
  ])('%j is refused', (args, sentence) => {
    const { code, stdout, stderr } = inShop(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
  });
});

describe('new-check', () => {
  it('writes a check in TypeScript that runs, and overwrites nothing', () => {
    const cwd = withChecks('new-ts', {});
    mkdirSync(cwd, { recursive: true });
    const { code, stdout } = runCli(['new-check', 'order-amount'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("import orderAmountCheck from './checks/order-amount.ts';");
    for (const file of ['order-amount.ts', 'order-amount.test.ts', 'order-amount.md'])
      expect(existsSync(join(cwd, 'checks', file))).toBe(true);
    writeFileSync(
      join(cwd, 'peerquest-audit.config.ts'),
      "import { defineConfig } from 'peerquest-audit';\nimport check from './checks/order-amount.ts';\nexport default defineConfig({ database: 'db.sqlite3', checks: [check] });\n",
    );
    const database = new Database(join(cwd, 'db.sqlite3'));
    database.exec('create table your_table (id integer primary key, amount integer); insert into your_table values (1, 2), (7, -2)');
    database.close();
    expect(runCli(['--detailed'], { cwd }).stdout).toContain('  ❌ id 7\n     amount: -2\n');
    const again = runCli(['new-check', 'order-amount', '--sql'], { cwd });
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('There is a check or a group "order-amount" already');
    const elsewhere = runCli(['new-check', 'order-amount', '--config', join(shop, 'peerquest-audit.config.ts')], { cwd });
    expect(elsewhere.code).toBe(3);
    expect(isOneSentence(elsewhere.stderr)).toBe(true);
  });

  it('writes a check as SQL, and names its folder as the configuration does', () => {
    const cwd = withChecks('new-sql', {});
    mkdirSync(cwd, { recursive: true });
    expect(runCli(['new-check', 'order-amount', '--sql', '--dir', 'audit/sql'], { cwd }).stdout).toContain(
      '{ "sqlChecks": ["audit/sql/*.sql"] }',
    );
    expect(existsSync(join(cwd, 'audit/sql/order-amount.test.mjs'))).toBe(true);
  });

  it.each(['Order', 'order_total', '-x', 'quest-status', 'own', 'all', 'sync'])('refuses the id %s', (id) => {
    const { code, stderr } = runCli(['new-check', '--dir', folder.file('never'), '--', id], { cwd: folder.path });
    expect({ code, one: isOneSentence(stderr) }).toEqual({ code: 2, one: true });
    expect(existsSync(folder.file('never'))).toBe(false);
  });
});

import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';
import { createDatabase, oneServerOf, type TestDatabase } from '../support/databases.ts';

interface Report {
  readonly database: { readonly name: string; readonly subject?: string; readonly backup?: string };
  readonly summary: { readonly issuesFound: number };
  readonly checks: readonly { readonly acknowledged: number; readonly findings: readonly { readonly fingerprint: string }[] }[];
}

for (const engine of oneServerOf('postgresql')) {
  const available = engine === 'sqlite' || inject(engine === 'postgresql' ? 'postgres' : 'mariadb') !== null;
  describe.skipIf(!available)(`databases that have a name, on ${engine}`, () => {
    let original: TestDatabase;
    let copy: TestDatabase;
    let folder: ReturnType<typeof temporaryFolder>;

    beforeAll(async () => {
      original = await createDatabase(engine);
      copy = await createDatabase(engine);
    });
    afterAll(async () => {
      await original.drop();
      await copy.drop();
    });
    beforeEach(async () => {
      folder = temporaryFolder();
      for (const database of [original, copy]) {
        await database.clear();
        await database.insert(audit001);
      }
      name({ production: { url: 'env:ORIGINAL' }, nightly: { url: copy.url, backupOf: 'production' } });
    });
    afterEach(() => {
      folder.remove();
    });

    /** Writes the configuration file. */
    const name = (databases: Readonly<Record<string, Readonly<Record<string, string>>>>): void => {
      writeFileSync(folder.file('peerquest-audit.config.json'), JSON.stringify({ databases }));
    };
    const run = (...args: readonly string[]) => runCli(args, { cwd: folder.path, env: { ORIGINAL: original.url } });
    const on = (database: string, ...args: readonly string[]) => run(...args, '--database', database);
    const report = (database: string): Report => JSON.parse(on(database, 'audit', '--format', 'json').stdout) as Report;
    const acknowledgedOn = (database: string): number => report(database).checks.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
    const findings = (database: string): readonly string[] =>
      report(database).checks.flatMap((check) => check.findings.map(({ fingerprint }) => fingerprint));
    const rows = (database: TestDatabase) => database.query('select id, quest_id, status from quests_questparticipant order by id');

    const mustSucceed = ({ code, stderr }: ReturnType<typeof run>): void => expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const mustBeRefused = ({ code, stderr }: ReturnType<typeof run>, sentence: RegExp, exit = 3): void => {
      expect({ code, one: isOneSentence(stderr) }).toEqual({ code: exit, one: true });
      expect(stderr).toMatch(sentence);
    };
    const acknowledge = (database: string, fingerprint: string, why = 'known'): void => {
      mustSucceed(on(database, 'ack', fingerprint, '--reason', why, '--by', 'ops'));
    };

    it('are told by it in the report, by doctor and where the address comes from a file', () => {
      expect(report('production').database).toMatchObject({ subject: 'production' });
      expect(report('production').database).not.toHaveProperty('backup');
      expect(report('nightly').database).toMatchObject({ subject: 'production', backup: 'nightly' });
      expect(report(original.url).database).not.toHaveProperty('subject');
      expect(on('production', 'audit').stdout).toMatch(/^Database: .*\), "production"$/m);
      expect(on('nightly', 'audit').stdout).toMatch(/^Database: .*\), "nightly", a backup of "production"$/m);
      expect(on('production', 'doctor').stdout).toMatch(
        /^ok +Database .*"production" in the configuration file, by the variable ORIGINAL\)$/m,
      );
      expect(on('nightly', 'doctor').stdout).toMatch(/^note +Repair +"nightly" is a backup of "production", and is left as it is$/m);
      writeFileSync(folder.file('.env'), `ORIGINAL=${original.url}\n`);
      const { stderr } = runCli(['--fix-issues', '--dry-run', '--database', 'production'], { cwd: folder.path });
      expect(stderr).toMatch(/, from "production" in the configuration file, by the variable ORIGINAL in the file \.env; store /);
    });

    it('have the acknowledgements of all that bear it', () => {
      const [one = '', another = ''] = findings('production');
      acknowledge('production', one);
      expect([acknowledgedOn('production'), acknowledgedOn('nightly')]).toEqual([1, 1]);
      // Only the name tells that the copy is one.
      expect([acknowledgedOn(original.url), acknowledgedOn(copy.url)]).toEqual([0, 0]);
      acknowledge('nightly', another);
      expect(acknowledgedOn('production')).toBe(2);
      mustSucceed(on('production', 'unack', one, another));
      expect([acknowledgedOn('production'), acknowledgedOn('nightly')]).toEqual([0, 0]);
    });

    it('keep what was acknowledged before they had one, until it is said anew or taken back', () => {
      const [one = '', another = ''] = findings(original.url);
      acknowledge(original.url, one, 'before');
      acknowledge(original.url, another, 'before');
      expect([acknowledgedOn('production'), acknowledgedOn('nightly')]).toEqual([2, 0]);
      acknowledge('production', one, 'by name');
      expect(on('production', 'acks').stdout.match(/ops: .*$/gm)).toHaveLength(2);
      expect([acknowledgedOn('production'), acknowledgedOn('nightly'), acknowledgedOn(original.url)]).toEqual([2, 1, 1]);
      mustSucceed(on('production', 'unack', one, another));
      expect([acknowledgedOn('production'), acknowledgedOn(original.url)]).toEqual([0, 0]);
    });

    it('are repaired under it, and runs tell it', async () => {
      mustSucceed(on('production', '--fix-issues', '--yes'));
      const { runs } = JSON.parse(run('runs', '--format', 'json').stdout) as { runs: readonly { database: { subject: string } }[] };
      expect(runs.map(({ database }) => database.subject)).toEqual(['production']);
      expect(run('runs').stdout).toMatch(/ changes +production: /);
      expect(run('show', 'last').stdout).toMatch(/^Database: production: /m);
      const before = await rows(copy);
      mustSucceed(on('production', 'undo', 'last', '--yes'));
      expect(await rows(original)).toEqual(before);
    });

    it('and are backups are looked at, and never written to', async () => {
      const before = await rows(copy);
      const refused = /"nightly" is a backup of "production", and is left as it is/;
      expect(on('nightly', '--fix-issues', '--dry-run').stdout).toMatch(/8 changes/);
      expect(on('nightly', 'plan', '--out', 'plan.jsonl').code).toBe(1);
      mustBeRefused(on('nightly', 'apply', 'plan.jsonl', '--yes'), refused);
      mustBeRefused(on('nightly', '--fix-issues', '--yes'), refused);
      mustSucceed(on('production', '--fix-issues', '--yes'));
      mustBeRefused(on('nightly', 'undo', 'last', '--yes'), refused);
      // Not even by a plan that was made of it.
      mustBeRefused(on('production', 'apply', 'plan.jsonl', '--yes'), /The plan was made for another database/);
      expect(await rows(copy)).toEqual(before);
    });

    it('keep their acknowledgements when another database takes it, whose rows no journal of the first one touches', async () => {
      const [one = ''] = findings('production');
      acknowledge('production', one);
      on('production', '--fix-issues', '--yes');
      const { runs } = JSON.parse(run('runs', '--format', 'json').stdout) as { runs: readonly { id: string }[] };
      const repaired = await rows(original);
      name({ production: { url: copy.url } });
      expect(acknowledgedOn('production')).toBe(1);
      // As the repair left it: by its rows alone the copy could not be told from the original.
      await copy.clear();
      await copy.insert(audit001);
      const before = await rows(copy);
      mustBeRefused(on('production', 'undo', 'last', '--yes'), /No repair of this database is left to undo/, 2);
      mustBeRefused(on('production', 'undo', runs[0]?.id ?? '', '--yes'), /was on another database/);
      expect(await rows(copy)).toEqual(before);
      expect(await rows(original)).toEqual(repaired);
    });

    it.skipIf(engine === 'sqlite')('can be read at another address, under the same name', () => {
      name({ production: { url: 'env:ORIGINAL', read: original.url } });
      const [one = ''] = findings('production');
      acknowledge('production', one);
      expect(report('production').database).toMatchObject({ subject: 'production' });
      expect(acknowledgedOn('production')).toBe(1);
      const { stdout } = on('production', '--fix-issues', '--yes');
      // It is verified where it is written, by the same acknowledgements.
      expect(stdout).toMatch(/REMAINING ISSUES: 0/);
      expect(stdout).toMatch(/1 acknowledged/);
    });

    it('are meant without a flag where there is but one, and must be chosen where there are several', () => {
      mustBeRefused(run('audit'), /names several databases \("production", "nightly"\): choose one with --database NAME\./, 2);
      mustBeRefused(on('nightli', 'audit'), /names no database "nightli" \(did you mean "nightly"\?\)/, 2);
      name({ production: { url: 'env:ORIGINAL' } });
      expect(run('audit').stdout).toMatch(/^Database: .*\), "production"$/m);
      rmSync(folder.file('peerquest-audit.config.json'));
      mustBeRefused(run('audit'), /No database is named/, 2);
    });
  });
}

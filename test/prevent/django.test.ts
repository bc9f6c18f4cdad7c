import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { asDjango, assess, type Prevention } from '../../src/prevent/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { healthyRows } from './planting.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const folder = temporaryFolder();
let database: TestDatabase;
let prevention: Prevention;

beforeAll(async () => {
  database = await createDatabase('sqlite', { oldSchema: true });
  await database.insert(healthyRows());
  await database.execute('create table django_migrations (id integer primary key, app text, name text)');
  await database.execute(
    "insert into django_migrations values (1, 'quests', '0001_initial'), (2, 'users', '0007_auto'), (3, 'quests', '0035_alter')",
  );
  await database.execute('update transactions_userbalance set gold_balance = -1');
  prevention = await assess(parseDatabaseUrl(database.url));
});
afterAll(async () => {
  await database.drop();
  folder.remove();
});

/** Just enough of Django to run a migration file and to print what it would do. */
const STAND_IN = `
VERSION = (5, 2)
`;
const STAND_IN_DB = `
class Call:
    def __init__(self, name, args, kwargs): self.name, self.args, self.kwargs = name, args, kwargs
    def __repr__(self): return f"{self.name}({', '.join([repr(a) for a in self.args] + [f'{k}={v!r}' for k, v in self.kwargs.items()])})"
    def __or__(self, other): return self
    def __and__(self, other): return self
    def __invert__(self): return self
class Recorder:
    def __getattr__(self, name):
        if name == "Migration": return object
        def call(*args, **kwargs): return Call(name, args, kwargs)
        call.noop = "noop"
        return call
migrations = Recorder()
models = Recorder()
`;

describe('the Django migration', () => {
  it('is one file for each application, after its last migration', () => {
    const all = asDjango(prevention, null);
    expect(all.match(/^# .*_prevent_drift\.py$/gm)).toEqual([
      '# applications/migrations/0001_prevent_drift.py',
      '# guilds/migrations/0001_prevent_drift.py',
      '# payments/migrations/0001_prevent_drift.py',
      '# quests/migrations/0036_prevent_drift.py',
      '# transactions/migrations/0001_prevent_drift.py',
      '# users/migrations/0008_prevent_drift.py',
    ]);
    expect(asDjango(prevention, 'quests')).toContain('dependencies = [("quests", "0035_alter")]');
    expect(asDjango(prevention, 'guilds')).toContain('does not tell the last migration of guilds');
    expect(() => asDjango(prevention, 'blog')).toThrow('There is no constraint to make for "blog"');
  });

  it('adds constraints in Django’s words, and by SQL what the models say already', () => {
    const quests = asDjango(prevention, 'quests');
    expect(quests).toContain('models.UniqueConstraint(fields=["quest", "user"], name="pqa_quests_questparticipant_once")');
    expect(quests).toContain('models.Q(status__in=["open", "in-progress", "completed"])');
    // On SQLite, what rebuilds tables comes first: it would drop triggers.
    expect(quests.lastIndexOf('AddConstraint(')).toBeLessThan(quests.indexOf('RunSQL('));
    expect(asDjango(prevention, 'users')).toContain('models.UniqueConstraint(Lower("username")');
    expect(asDjango(prevention, 'applications')).toContain(
      'models.UniqueConstraint(fields=["quest", "applicant"], condition=models.Q(status="pending"), name=',
    );
  });

  it('comments out what rows are in the way of', () => {
    const transactions = asDjango(prevention, 'transactions');
    expect(transactions).toContain('# 1 row is in the way: peerquest-audit --only gold-balance-negative --detailed');
    expect(transactions).toMatch(/^ +# +constraint=.*not_negative/m);
  });

  it('uses SQL where the engine’s indexes are out of Django’s reach', () => {
    const assessments = prevention.assessments.map((one) =>
      one.proposal.spec.kind === 'unique' ? { ...one, inDjangosWords: false } : one,
    );
    const applications = asDjango({ ...prevention, assessments }, 'applications');
    expect(applications).toContain('"CREATE UNIQUE INDEX \\"pqa_applications_application_pending_once\\"');
  });

  it.skipIf(!hasPython)('is Python, and runs against a stand-in of Django (needs python3)', () => {
    mkdirSync(join(folder.path, 'django', 'db', 'models'), { recursive: true });
    writeFileSync(join(folder.path, 'django', '__init__.py'), STAND_IN);
    writeFileSync(join(folder.path, 'django', 'db', '__init__.py'), STAND_IN_DB);
    writeFileSync(join(folder.path, 'django', 'db', 'models', '__init__.py'), '');
    writeFileSync(join(folder.path, 'django', 'db', 'models', 'functions.py'), 'def Lower(name): return f"lower {name}"\n');
    for (const app of ['applications', 'guilds', 'payments', 'quests', 'transactions', 'users']) {
      const file = folder.file(`${app}_migration.py`);
      writeFileSync(file, asDjango(prevention, app));
      const compiled = spawnSync('python3', ['-m', 'py_compile', file], { encoding: 'utf8' });
      expect(compiled.stderr).toBe('');
      const print = `from ${app}_migration import Migration\nfor operation in Migration.operations: print(operation)`;
      const { stdout, stderr } = spawnSync('python3', ['-c', print], { encoding: 'utf8', cwd: folder.path });
      expect(stderr).toBe('');
      const wanted = prevention.assessments.filter(({ proposal, state }) => state === 'ready' && proposal.spec.table.startsWith(`${app}_`));
      expect(stdout.trim().split('\n')).toHaveLength(wanted.length);
      for (const { proposal } of wanted) expect(stdout).toContain(proposal.spec.name);
    }
  });
});

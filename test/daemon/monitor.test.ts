import { jobsOf } from '../../src/daemon/jobs-of.ts';
import { afterAll, expect, it } from 'vitest';
import { monitorOf, monitorPort } from '../../src/daemon/monitor-port.ts';
import { servedDatabases } from '../../src/daemon/served-databases.ts';
import { sharedStore } from '../../src/history/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { Workspace } from '../../src/workspace/index.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

it('health and metrics know what an audit from the command line has found, by the names of the configuration', async () => {
  runCli(['demo', '--out', 'shop.sqlite3'], { cwd: folder.path });
  const env = { PEERQUEST_AUDIT_HISTORY: 'on' };
  runCli(['--database', folder.file('shop.sqlite3'), '--store', folder.file('runs.sqlite3')], { cwd: folder.path, env });
  const wish = { database: folder.file('shop.sqlite3'), store: folder.file('runs.sqlite3') };
  const workspace = await Workspace.open(wish, {});
  const store = sharedStore(parseDatabaseUrl(folder.file('runs.sqlite3')));
  const databases = await servedDatabases(workspace, wish.database);
  const { settings } = workspace;
  const monitor = monitorPort({
    settings,
    monitor: monitorOf({ settings, databases, jobs: jobsOf(settings, databases), store, clock: () => new Date() }),
  });
  try {
    const { status, type, body } = await monitor.health(true);
    expect([status, type]).toEqual([200, 'application/health+json']);
    expect(JSON.parse(body)).toMatchObject({
      status: 'warn',
      notes: ['audit default: The last run left findings: 3 critical, 2 warning.'],
    });
    expect((await monitor.quick(false)).body).toBe('{"status":"pass"}');
    const metrics = await monitor.metrics(undefined);
    expect(metrics.body).toContain(
      'peerquest_audit_findings{database="default",check="approved-without-participant",severity="critical"} 3',
    );
    expect(metrics.body).toContain('peerquest_audit_findings{database="default",check="user-level",severity="warning"} 0');
  } finally {
    await store.close();
  }
});

import { expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { peerquestTables } from '../../src/demo/peerquest-tables.ts';
import { runCli } from '../support/cli.ts';
import { describeEngines } from '../support/databases.ts';

describeEngines('a schema that the URL names', { engines: ['postgresql'] }, (database) => {
  const audit = (schemas: string) => runCli(['--quiet', '--database', `${database().url}?currentSchema=${encodeURIComponent(schemas)}`]);

  it('is found with spaces, capitals, quotes and backslashes, and only where it is meant', async () => {
    const db = database();
    await db.insert(audit001);
    let last = 'public';
    for (const name of ['PeerQuest App', 'Quests', 'a,b', 'it"s', 'back\\slash']) {
      const quoted = `"${name.replaceAll('"', '""')}"`;
      await db.execute(`create schema ${quoted}`);
      for (const table of peerquestTables)
        await db.execute(`alter table "${last.replaceAll('"', '""')}".${table.name} set schema ${quoted}`);
      last = name;
      expect(audit(quoted), name).toMatchObject({ code: 1, stderr: '' });
      expect(audit(`public,${quoted}`), name).toMatchObject({ code: 1, stderr: '' });
      expect(audit('public').stderr).toContain('holds no table');
      // Without quotes, capitals do not count, as in SQL; a comma ends a name.
      if (/[ \\]/.test(name)) expect(audit(name), name).toMatchObject({ code: 1, stderr: '' });
      else if (name !== 'it"s') expect(audit(name).stderr).toContain('holds no table');
    }
  });
});

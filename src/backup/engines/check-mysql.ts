import type { DatabaseRow, ServerAddress } from '../../database/index.ts';
import type { Flaw } from '../flaw.ts';
import { SCRATCH_MARK, type Restored } from '../restored.ts';
import { BackupTrouble } from '../trouble.ts';
import { requireRunner } from './mariadb-server.ts';

/** How many faults are told of. */
const TOLD = 3;

/** Every table is checked, and every reference: while a dump is restored, no server looks at them. */
export async function checkMysql(address: ServerAddress): Promise<Pick<Restored, 'checked' | 'flaws'>> {
  const runner = await requireRunner(address);
  try {
    // Names come as they are written in SQL, not as bytes.
    await runner.run('set names latin1');
    const tables = await runner.run(
      `select table_name as name from information_schema.tables where table_schema = database() and table_type = 'BASE TABLE' and table_name <> '${SCRATCH_MARK}' order by 1`,
    );
    if (tables.length === 0) throw new BackupTrouble('EMPTY', 'it holds no tables: what made it failed, or dumped another database.');
    const flaws: Flaw[] = [];
    const faults: string[] = [];
    for (const { name } of tables) {
      for (const row of await runner.run(`check table ${quoted(name)} extended`)) {
        if (/error|warning/i.test(String(row['Msg_type']))) faults.push(`${String(name)}: ${String(row['Msg_text'])}`);
      }
    }
    if (faults.length > 0) flaws.push({ code: 'INTEGRITY', sentence: `CHECK TABLE says: ${told(faults)}.` });
    const orphans = await orphansOf((sql) => runner.run(sql));
    if (orphans.length > 0) flaws.push({ code: 'FOREIGN_KEYS', sentence: `rows have no parents: ${told(orphans)}.` });
    return { checked: ['CHECK TABLE', 'foreign keys'], flaws };
  } finally {
    await runner.close();
  }
}

async function orphansOf(ask: (sql: string) => Promise<readonly DatabaseRow[]>): Promise<readonly string[]> {
  const columns = await ask(
    `select constraint_name as name, table_name as child, referenced_table_name as parent, column_name as own, referenced_column_name as others
     from information_schema.key_column_usage where table_schema = database() and referenced_table_schema = database() order by 2, 1, ordinal_position`,
  );
  const keys = new Map<string, DatabaseRow[]>();
  for (const column of columns) {
    const key = JSON.stringify([column['child'], column['name']]);
    keys.set(key, [...(keys.get(key) ?? []), column]);
  }
  const found: string[] = [];
  for (const parts of keys.values()) {
    const [{ child, parent } = {}] = parts;
    const on = parts.map(({ own, others }) => `c.${quoted(own)} = p.${quoted(others)}`).join(' and ');
    const isSet = parts.map(({ own }) => `c.${quoted(own)} is not null`).join(' and ');
    const [{ n } = {}] = await ask(
      `select count(*) as n from ${quoted(child)} c where ${isSet} and not exists (select 1 from ${quoted(parent)} p where ${on})`,
    );
    if (Number(n) > 0) found.push(`${String(n)} rows of ${String(child)} without their ${String(parent)}`);
  }
  return found;
}

const quoted = (name: unknown): string => `\`${String(name).replaceAll('`', '``')}\``;

function told(faults: readonly string[]): string {
  const more = faults.length - TOLD;
  return faults.slice(0, TOLD).join('; ') + (more > 0 ? `; and ${more} more` : '');
}

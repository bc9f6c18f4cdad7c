import type { Diagnostic } from '../read-session.ts';
import { literal, literals } from './literal.ts';
import { diagnosePowers } from './powers.ts';
import { grantsOf, lookInEachRole, type InRole, type Run } from './roles.ts';
import type { Topology } from './topology.ts';

const topic = 'Privileges';

/** What the account may do with the tables, in the roles that are active. */
interface Rights {
  readonly grants: readonly string[];
  readonly read: ReadonlySet<string>;
  readonly write: ReadonlySet<string>;
}

/** What `doctor` says of what the account may do, by itself and through roles. */
export async function diagnoseRights(run: Run, tables: readonly string[], topology: Topology): Promise<readonly Diagnostic[]> {
  const looked = await lookInEachRole(run, topology, () => rightsOf(run, tables));
  return [
    {
      topic,
      level: 'note',
      text: looked.every(({ found }) => found.write.size === 0)
        ? 'the account can read and cannot write'
        : `the account could write to ${writable(looked).join('; ')}; the session is read-only, so it does not (docs/databases.md has the GRANT statements for an account that cannot)`,
    },
    ...diagnosePowers(looked.map(({ role, found }) => ({ role, found: found.grants }))),
    ...unreadable(looked),
  ];
}

/** What can be written to, by the role that it takes. */
function writable(looked: readonly InRole<Rights>[]): readonly string[] {
  return further(looked, ({ write }) => write).map(
    ({ role, tables }) => tables.join(', ') + (role === null ? '' : ` (after SET ROLE ${role})`),
  );
}

/** Tables that only a role lets the account read with which none of its sessions begins: an audit finds them missing. */
function unreadable(looked: readonly InRole<Rights>[]): readonly Diagnostic[] {
  return further(looked, ({ read }) => read).flatMap(({ role, tables }) =>
    role === null
      ? []
      : [
          {
            topic,
            level: 'advice' as const,
            text: `the account may read ${tables.join(', ')} in the role ${role} only, and its sessions begin without: make it the default (SET DEFAULT ROLE ${role} …)`,
          },
        ],
  );
}

/** What each role adds to what was there without it. */
function further(looked: readonly InRole<Rights>[], of: (rights: Rights) => ReadonlySet<string>) {
  const own = looked[0] === undefined ? new Set() : of(looked[0].found);
  return looked
    .map(({ role, found }) => ({ role, tables: [...of(found)].filter((table) => role === null || !own.has(table)) }))
    .filter(({ tables }) => tables.length > 0);
}

async function rightsOf(run: Run, tables: readonly string[]): Promise<Rights> {
  const grants = await grantsOf(run);
  const columns = await run(
    `select table_name as t, max(privileges like '%select%') as r, max(privileges like '%insert%' or privileges like '%update%') as w
     from information_schema.columns where table_schema = database() and table_name in (${literals(tables)}) group by table_name`,
  );
  const named = (right: string): readonly string[] => columns.flatMap((row) => (Number(row[right]) === 1 ? [String(row['t'])] : []));
  return {
    grants,
    read: new Set(named('r')),
    write: new Set([
      ...named('w'),
      ...(await emptied(
        run,
        grants,
        columns.map((row) => String(row['t'])),
      )),
    ]),
  };
}

/** The tables whose rows the account may delete, which no column tells. */
async function emptied(run: Run, grants: readonly string[], tables: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const grant of grants) {
    const [, privileges = '', schema = '', table = ''] =
      /^GRANT ([^`(]+) ON (\*|`(?:[^`]|``)+`)\.(\*|`(?:[^`]|``)+`) TO /.exec(grant) ?? [];
    if (!/(?:^|, ?)(?:ALL PRIVILEGES|DELETE)(?:,|$)/.test(privileges)) continue;
    if (schema !== '*' && !(await isHere(run, bare(schema), table === '*'))) continue;
    for (const name of table === '*' ? tables : [bare(table)]) if (tables.includes(name)) found.add(name);
  }
  return [...found];
}

/** Whether the name of a schema, or the pattern that a grant on all tables of one may have, means this one. */
async function isHere(run: Run, schema: string, mayBePattern: boolean): Promise<boolean> {
  const [row] = await run(`select database() ${mayBePattern ? 'like' : '='} ${literal(schema)} as here`);
  return Number(row?.['here']) === 1;
}

const bare = (name: string): string => name.slice(1, -1).replaceAll('``', '`');

import { connect, parseDatabaseUrl } from '../../src/database/index.ts';
import type { Dataset } from '../../src/demo/audit-001.ts';
import { DEFAULT_LEVELS, rowId } from '../../src/model/index.ts';
import type { PlannedChange } from '../../src/repair/planned-change.ts';
import { fromStored, isMade, MADE_NOW, toStored, type StoredValue } from '../../src/repair/stored-value.ts';
import { tablesFor } from '../../src/repair/tables.ts';
import type { RepairScope, Target } from '../../src/repair/targets/index.ts';
import { isMove } from '../../src/repair/targets/written.ts';
import { collect, type PrintedFinding } from './collect.ts';
import type { TestDatabase } from './databases.ts';
import { PEOPLE } from './target-worlds.ts';

/** What holds for each target: in its world it mends what its checks find, of whom it is asked to, but what is acknowledged. */
export type TargetRule = 'world' | 'mends' | 'user' | 'acknowledgements' | 'columns';

/** The rules that a target breaks in a world. */
export async function brokenRules(target: Target, world: Dataset, database: TestDatabase): Promise<readonly TargetRule[]> {
  const broken = new Set<TargetRule>();
  const only = [...target.checks];
  const found = async (user: string | null = null): Promise<readonly PrintedFinding[]> =>
    (await collect(database.url, { only, user })).findings;
  /** The findings that are there after a repair. */
  const leftBy = async (scope: Partial<RepairScope>): Promise<readonly string[]> => {
    for (const change of await planned(target, database, scope)) await write(change, database);
    const left = named(await found());
    await fill();
    return left;
  };
  const fill = async (): Promise<void> => {
    await database.clear();
    await database.insert(world);
  };

  await fill();
  const all = await found();
  for (const check of target.checks) {
    if (all.filter((finding) => finding.check === check).length < 2) broken.add('world');
  }
  if (!saysWhatItWrites(target, await planned(target, database, {}))) broken.add('columns');
  if ((await leftBy({})).length > 0) broken.add('mends');
  for (const { username } of PEOPLE) {
    const own = new Set(named(await found(username)));
    const left = await leftBy({ userId: toStored(await storedId(username, database), 'uuid') });
    if (
      !isSame(
        left,
        named(all).filter((name) => !own.has(name)),
      )
    )
      broken.add('user');
  }
  for (const finding of all) {
    const left = await leftBy({ leaveOut: { [finding.check]: [finding.fingerprint] } });
    if (!isSame(left, named([finding]))) broken.add('acknowledgements');
  }
  return [...broken];
}

/** Columns and kinds of rows that several of these targets write. */
export function writtenTwice(all: readonly Pick<Target, 'writes'>[]): readonly string[] {
  const written = all.flatMap(({ writes }) =>
    Object.entries(writes).flatMap(([table, { rows, columns }]) => [
      ...columns.map((column) => `${table}.${column}`),
      ...(rows === null ? [] : [`${rows} ${table}`]),
    ]),
  );
  return written.filter((name, index) => written.indexOf(name) !== index);
}

const named = (findings: readonly PrintedFinding[]): readonly string[] =>
  findings.map(({ check, fingerprint }) => `${check} ${fingerprint}`);
const isSame = (some: readonly string[], others: readonly string[]): boolean => [...some].sort().join() === [...others].sort().join();

async function storedId(username: string, database: TestDatabase): Promise<string> {
  const [row] = await database.query(`select id from users_user where username = '${username}'`);
  return String(row?.['id']);
}

/** What a target plans in a database, for everybody and everything unless the scope says otherwise. */
async function planned(target: Target, { url }: TestDatabase, further: Partial<RepairScope>): Promise<readonly PlannedChange[]> {
  const session = await connect(parseDatabaseUrl(url), ['users_user']);
  try {
    const scope: RepairScope = {
      ...{ checks: target.checks, userId: null, certainOnly: false, leaveOut: {}, levels: DEFAULT_LEVELS },
      ...{ duplicates: target.id === 'duplicate-participant' ? { keep: 'latest', pairs: null } : null },
      ...further,
    };
    const context = { scope, tables: await tablesFor(session, [target]) };
    const ids = [];
    for await (const rows of session.stream(target.candidates(session, context))) {
      for (const { id } of rows) ids.push(target.keyKind === 'text' ? String(id) : rowId(id));
    }
    const entities = ids.length === 0 ? [] : await target.plan(session, ids, context, false);
    return entities.flatMap(({ changes }) => changes);
  } finally {
    await session.close();
  }
}

/** Whether changes are in those columns and of those kinds that a target names, in each of them, and for its own checks. */
function saysWhatItWrites({ checks, writes }: Target, changes: readonly PlannedChange[]): boolean {
  const own = changes.filter((change) => !isMove(change));
  const really = own.flatMap(({ table, operation, after }) =>
    operation === 'update' ? Object.keys(after ?? {}).map((column) => `${table}.${column}`) : [`${operation}s ${table}`],
  );
  const said = Object.entries(writes).flatMap(([table, { rows, columns }]) => [
    ...columns.map((column) => `${table}.${column}`),
    ...(rows === null ? [] : [`${rows} ${table}`]),
  ]);
  return isSame([...new Set(really)], said) && own.every(({ check }) => checks.some((mended) => mended === check));
}

/** Writes a change as plainly as can be. */
async function write({ table, operation, key, after }: PlannedChange, database: TestDatabase): Promise<void> {
  const where = (): string =>
    Object.entries(key)
      .map(([column, value]) => `${column} = ${literal(value)}`)
      .join(' and ');
  const values = Object.entries(after ?? {}).filter(([, value]) => isNow(value) || !isMade(value));
  if (operation === 'insert') {
    const columns = values.map(([column]) => column).join(', ');
    await database.execute(`insert into ${table} (${columns}) values (${values.map(([, value]) => literal(value)).join(', ')})`);
  } else if (operation === 'update') {
    const sets = values.map(([column, value]) => `${column} = ${literal(value)}`).join(', ');
    await database.execute(`update ${table} set ${sets} where ${where()}`);
  } else {
    await database.execute(`delete from ${table} where ${where()}`);
  }
}

const isNow = (value: StoredValue): boolean => JSON.stringify(value) === JSON.stringify(MADE_NOW);

function literal(value: StoredValue): string {
  if (isNow(value)) return `'2025-07-20 09:00:00'`;
  const plain = fromStored(value);
  return typeof plain === 'string' ? `'${plain}'` : String(plain);
}

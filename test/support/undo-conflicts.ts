import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/demo/audit-001.ts';
import { keyOf, peerquestTables } from '../../src/demo/schema.ts';
import type { Change } from '../../src/model/index.ts';
import type { PlanRequest } from '../../src/repair/index.ts';
import type { TestDatabase } from './databases.ts';
import { apply, contents, makePlan, previewOfUndo, requestFor, temporaryStore, undo, type Ran } from './repairing.ts';

/** A row as the database prints it. */
type PrintedRow = Readonly<Record<string, unknown>>;

/** What a person does: statements, and rows that are added. */
/**
 * A reason of a conflict without the columns that it names: which row it is about.
 */
export const withoutColumns = (reason: string | null): string | null =>
  reason?.replace(
    / was changed since(?: \((?:[^()"]|"(?:[^"\\]|\\.)*"…?)*\)|, in a column that the run did not write)/g,
    ' was changed since',
  ) ?? null;

export type Steps = readonly (string | Dataset[number])[];

/** Entities of one target, numbered from 1, that are all in the same trouble. */
export interface World<Entity> {
  /** The repair that mends them. */
  readonly request: Partial<PlanRequest>;
  rows(count: number): Dataset;
  /** What later changes and reasons need to know of one entity, by the rows that the repair left. */
  entity(number: number, rows: (table: string) => readonly PrintedRow[]): Entity;
  /** For each table that the repair writes, the number of the entity that a row belongs to. */
  readonly numberOf: Readonly<Record<string, (row: PrintedRow) => number>>;
  /** What the undo of one entity does, as `operation table`, in any order; an undo of the undo does the opposite. */
  readonly undoes: readonly string[];
  /** Tables beyond PeerQuest's, each with a key `id`: their names, and the DDL that makes them and takes them away. */
  readonly further?: (database: TestDatabase) => { readonly tables: readonly string[]; readonly create: Steps; readonly drop: Steps };
}

/** What a person does to one entity after the run, and what that means for its undo. */
export interface LaterChange<Entity> {
  readonly what: string;
  readonly does: (entity: Entity) => Steps;
  /**
   * `taken back` all the same; `already undone`, so that nothing is left to do; a conflict, by the reason that names its rows;
   * or refused by the database, by the error.
   */
  readonly then: 'taken back' | 'already undone' | ((entity: Entity) => string) | { readonly refused: RegExp };
}

/**
 * Repairs as many entities as there are later changes and one more, changes each in its own way, and takes the repair back at once:
 * nothing that was changed is overwritten, all else is as before, byte for byte.
 *
 * @param of `undo`: the repair is undone first, and what is taken back is the undo
 */
export function describeLaterChanges<Entity>(
  title: string,
  database: () => TestDatabase,
  world: World<Entity>,
  laterChanges: readonly LaterChange<Entity>[],
  of: 'repair' | 'undo' = 'repair',
): void {
  describe(title, () => {
    const count = laterChanges.length + 1;
    const undoes = (of === 'undo' ? world.undoes.map(opposite) : world.undoes).toSorted();
    let stored: Awaited<ReturnType<typeof temporaryStore>>;
    let told: Told<Entity>;

    beforeAll(async () => {
      const further = world.further?.(database());
      await database().clear();
      await perform(database(), further?.create ?? []);
      await database().insert(world.rows(count));
      stored = await temporaryStore();
      told = await tell(database(), stored.store, further?.tables ?? []);
    });
    afterAll(async () => {
      await perform(database(), world.further?.(database()).drop ?? []);
      await stored.remove();
    });

    /** Everything from the repair to the second undo. */
    async function tell(db: TestDatabase, store: typeof stored.store, furtherTables: readonly string[]): Promise<Told<Entity>> {
      // Several transactions, each with entities that are taken back and others that are not.
      const request = requestFor(db.url, store, { batchSize: 6 });
      const everything = async (): Promise<Rows> => rowsOf(await contents((sql) => db.query(sql), furtherTables));
      const untouched = await everything();
      let run = await apply(await makePlan(db.url, world.request), request);
      expect(run.outcome.applied).toEqual({ entities: count, changes: count * world.undoes.length });
      const repaired = await everything();
      const entities = laterChanges.map((_, index) => world.entity(index + 1, (table) => tableOf(repaired, table)));
      if (of === 'undo') {
        run = await undo(run.outcome.runId, request);
        expect(await everything()).toEqual(untouched);
      }
      const [before, after] = of === 'undo' ? [repaired, untouched] : [untouched, repaired];
      for (const [index, { does }] of laterChanges.entries()) await perform(db, does(entities[index] as Entity));
      const changed = await everything();
      const preview = await previewOfUndo(run.outcome.runId, request);
      const previewed = await everything();
      const undone = await undo(run.outcome.runId, request);
      const left = await everything();
      const again = await undo(run.outcome.runId, request);
      return { entities, before, after, changed, preview, previewed, undone, left, again, leftAgain: await everything() };
    }

    for (const [index, { what, then }] of laterChanges.entries()) {
      it(`${what}: ${typeof then === 'string' ? then : typeof then === 'function' ? 'a conflict' : 'refused by the database'}`, () => {
        const changes = changesOf(told.undone.changes, index + 1);
        expect(changes.map(({ operation, table }) => `${operation} ${table}`).toSorted()).toEqual(undoes);
        const reasons = new Set(changes.map(({ status, reason }) => `${status} ${withoutColumns(reason)}`));
        const expected = (): unknown => {
          if (typeof then === 'function') return `skipped ${then(told.entities[index] as Entity)}`;
          if (typeof then === 'object') return expect.stringMatching(then.refused);
          return then === 'taken back' ? 'applied null' : 'skipped already undone: there is nothing left to do';
        };
        expect([...reasons]).toEqual([expected()]);
      });
    }

    it('overwrites no row that was changed, and takes back every other one, byte for byte', () => {
      const { before, after, changed } = told;
      const expected = new Map(changed);
      for (const [name, number] of writtenRows(before, after)) {
        const then = laterChanges[number - 1]?.then ?? 'taken back';
        const row = before.get(name);
        if (then !== 'taken back') continue;
        if (row === undefined) expected.delete(name);
        else expected.set(name, row);
      }
      expect(inOrder(told.left)).toEqual(inOrder(expected));
    });

    it('is told by its preview, which writes nothing', () => {
      expect(told.previewed).toEqual(told.changed);
      const asPlanned = (change: Change): Change => (change.status === 'skipped' ? change : { ...change, status: 'planned', reason: null });
      expect(inAnyOrder(told.preview.changes)).toEqual(inAnyOrder(told.undone.changes.map(asPlanned)));
      const { applied, failed, conflicts, alreadyDone } = told.undone.outcome;
      expect(told.preview.outcome).toEqual({
        ready: { entities: applied.entities + failed.entities, changes: applied.changes + failed.changes },
        conflicts,
        alreadyDone,
      });
    });

    it('counts what became of each, and does no more the second time', () => {
      const tally = (isMeant: (then: LaterChange<Entity>['then']) => boolean, more = 0): unknown => {
        const entities = laterChanges.filter(({ then }) => isMeant(then)).length + more;
        return { entities, changes: entities * world.undoes.length };
      };
      const takenBack = tally((then) => then === 'taken back', 1);
      const conflicts = tally((then) => typeof then === 'function');
      const failed = tally((then) => typeof then === 'object');
      const alreadyDone = tally((then) => then === 'already undone');
      expect(told.undone.outcome).toMatchObject({ applied: takenBack, conflicts, failed, alreadyDone, stoppedBy: null });
      expect(told.again.outcome).toMatchObject({
        applied: { entities: 0, changes: 0 },
        conflicts,
        failed,
        alreadyDone: tally((then) => typeof then === 'string', 1),
      });
      expect(told.leftAgain).toEqual(told.left);
    });

    /** The changes of one entity. */
    function changesOf(changes: readonly Change[], number: number): readonly Change[] {
      const numbers = writtenRows(told.before, told.after);
      return changes.filter(({ table, key }) => numbers.get(nameOf(table, Object.values(key)[0])) === number);
    }

    /** The rows that the run wrote, with the entity of each. */
    function writtenRows(before: Rows, after: Rows): ReadonlyMap<string, number> {
      const names = new Set([...before.keys(), ...after.keys()]);
      return new Map(
        [...names].flatMap((name) => {
          const row = before.get(name) ?? after.get(name) ?? '';
          if (before.get(name) === after.get(name)) return [];
          const [table = ''] = name.split(' ');
          return [[name, world.numberOf[table]?.(JSON.parse(row) as PrintedRow) ?? 0] as const];
        }),
      );
    }
  });
}

function opposite(deed: string): string {
  return deed.replace(/^\w+/, (operation) => ({ insert: 'delete', delete: 'insert' })[operation] ?? operation);
}

/** What was seen on the way. */
interface Told<Entity> {
  readonly entities: readonly Entity[];
  /** What the undo is to bring back. */
  readonly before: Rows;
  /** What the run that is taken back had left. */
  readonly after: Rows;
  readonly changed: Rows;
  readonly preview: Awaited<ReturnType<typeof previewOfUndo>>;
  readonly previewed: Rows;
  readonly undone: Ran;
  readonly left: Rows;
  readonly again: Ran;
  readonly leftAgain: Rows;
}

/** Rows as the database prints them, as JSON, by table and key. */
type Rows = ReadonlyMap<string, string>;

function rowsOf(text: string): Rows {
  const tables = JSON.parse(text) as readonly (readonly [string, readonly PrintedRow[]])[];
  return new Map(
    tables.flatMap(([table, rows]) => rows.map((row) => [nameOf(table, row[keyColumn(table)]), JSON.stringify(row)] as const)),
  );
}

function tableOf(rows: Rows, table: string): readonly PrintedRow[] {
  return [...rows].flatMap(([name, row]) => (name.startsWith(`${table} `) ? [JSON.parse(row) as PrintedRow] : []));
}

/** Tables that are not PeerQuest's have a key `id`. */
function keyColumn(table: string): string {
  return peerquestTables.some(({ name }) => name === table) ? keyOf(table) : 'id';
}

/** A row's name, whether its UUID is printed with hyphens or without. */
function nameOf(table: string, key: unknown): string {
  return `${table} ${String(key).replaceAll('-', '')}`;
}

function inOrder(rows: Rows): Readonly<Record<string, string>> {
  return Object.fromEntries([...rows].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function inAnyOrder(changes: readonly Change[]): readonly Change[] {
  const name = ({ operation, table, key, after }: Change): string => JSON.stringify([operation, table, key, after]);
  return changes.toSorted((one, other) => (name(one) < name(other) ? -1 : 1));
}

async function perform(database: TestDatabase, steps: Steps): Promise<void> {
  for (const step of steps) await (typeof step === 'string' ? database.execute(step) : database.insert([step]));
}

/** 1, 2, 3 … */
export function numbersTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** A UUID that ends with a number; `kind` is one hexadecimal digit. */
export function numberedId(kind: string, number: number): string {
  return `${kind}0000000000040008000${String(number).padStart(12, '0')}`;
}

/** The number at the end of a {@link numberedId}, however it is printed. */
export function numberIn(id: unknown): number {
  return Number(String(id).slice(-12));
}

/** Deletes rows and puts the same ones back. */
export function putBack(table: string, where: string): Steps {
  return [
    `create table kept_rows as select * from ${table} where ${where}`,
    `delete from ${table} where ${where}`,
    `insert into ${table} select * from kept_rows`,
    'drop table kept_rows',
  ];
}

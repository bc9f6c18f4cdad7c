import { describe, expect, it } from 'vitest';
import { asRun } from '../../src/backup/scan/as-run.ts';
import { refuseHostile } from '../../src/backup/scan/refuse-hostile.ts';
import { SqlScanner } from '../../src/backup/scan/scan-sql.ts';

/** What a dump of one statement comes to where it is restored into a database that is somebody's own. */
function restored(sql: string, isOthers = true): string | null {
  const scanner = new SqlScanner('mysql', true);
  const [piece] = [...scanner.push(sql), ...scanner.end()];
  if (piece?.kind !== 'statement') throw new Error('That is no statement.');
  refuseHostile(piece, 'mysql');
  return asRun(piece, isOthers);
}

/** More than is looked at of a statement's words. */
const FAR = [
  ['space', ' '.repeat(70_000)],
  ['comments', '/**/ '.repeat(70_000)],
  ['comments that run', '/*!50001 */ '.repeat(30_000)],
] as const;

describe('a statement of a dump', () => {
  it.each(FAR)('is refused for what it does behind however much there is of %s', (_, between) => {
    expect(() => restored(`DROP ${between}DATABASE game;`)).toThrow('DROP DATABASE');
  });

  it.each(FAR)('names no account behind however much there is of %s', (_, between) => {
    const statement = `CREATE ${between}DEFINER=root@localhost VIEW v AS SELECT 1;`;
    // Ordinary comments stand where no program that dumps writes any.
    if (between.startsWith('/**/')) expect(() => restored(statement)).toThrow('a DEFINER in an unusual place');
    else expect(restored(statement)).toBe(`CREATE ${between}DEFINER=CURRENT_USER VIEW v AS SELECT 1`);
  });

  it('is judged at once, however many versions its comments name', () => {
    const started = performance.now();
    expect(() => restored(`CREATE ${'/*!500010 */ '.repeat(40)}/**/ DEFINER=a@b VIEW v AS SELECT 1;`)).toThrow(
      'a DEFINER in an unusual place',
    );
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it.each([
    ['DROP /*!99999 TABLE */ DATABASE game;', 'DROP DATABASE'],
    ['DROP /*!50001 */ /*!99999 VIEW v, */ DATABASE game;', 'DROP DATABASE'],
    ['/*!50003 CREATE*/ /*!99999 TABLE */ /*!50003 DATABASE game*/;', 'CREATE DATABASE'],
    ['INSERT INTO /*!99999 t */ other.t VALUES (1);', 'a write to another schema'],
    ['CREATE TABLE /*!99999 t */ other/*!99999 x*/.t (a int);', 'a write to another schema'],
    ["SELECT (1) INTO /*!99999 @a */ OUTFILE '/tmp/x';", 'INTO OUTFILE'],
    ['DROP TABLE a, `other`.b;', 'a write to another schema'],
    ['ALTER TABLE a RENAME other.a;', 'a write to another schema'],
    ['RENAME TABLE a TO other.a;', 'a write to another schema'],
    ['CREATE UNIQUE INDEX i ON other.t (a);', 'a write to another schema'],
    [`DROP ${'/*!1 x*/ /*!1 y*/ '.repeat(5)} DATABASE game;`, 'a beginning in so many comments'],
  ])('is refused whichever of its comments run, and wherever a schema is named: %s', (sql, name) => {
    expect(() => restored(sql)).toThrow(`it holds ${name}`);
  });

  it.each([
    ["PREPARE s FROM 'DROP DATABASE game';", 'PREPARE'],
    ["EXECUTE /*!99999 s */ IMMEDIATE 'CREATE DEFINER=root@localhost PROCEDURE p() SELECT 1';", 'EXECUTE IMMEDIATE'],
    ['/*!50003 CALL p()*/;', 'CALL'],
    ['BEGIN NOT ATOMIC DROP DATABASE game; END;', 'BEGIN NOT ATOMIC'],
    ['IF 1 THEN DROP DATABASE game;', 'IF'],
    ['WITH a AS (SELECT 1) DELETE FROM other.t;', 'WITH'],
    ["CREATE TABLE t (a int) DATA DIRECTORY='/srv/live';", 'DATA DIRECTORY'],
    ["CREATE TABLE t (a int) /*!50100 PARTITION BY HASH (a) (PARTITION p INDEX DIRECTORY = '/srv/live') */;", 'DATA DIRECTORY'],
  ])('that could do anything is run on a server of this run alone: %s', (sql, name) => {
    expect(() => restored(sql)).toThrow(`it holds ${name},`);
    expect(restored(sql, false)).not.toBeNull();
  });

  it.each([
    ['/*!50717 PREPARE s FROM @rocksdb_get_is_supported */;', null],
    ['/*!50717 EXECUTE s */;', null],
    ['/*!50717 DEALLOCATE PREPARE s */;', null],
    ['BEGIN;', 'BEGIN'],
    ['CREATE TABLE /*!32312 IF NOT EXISTS*/ t (a decimal(3,1) DEFAULT 1.5);', undefined],
    ['ALTER TABLE t ALTER a SET DEFAULT 1.5;', undefined],
    ["CREATE TABLE t (`data directory` int) COMMENT='DATA DIRECTORY';", undefined],
    ['ALTER DATABASE `game` CHARACTER SET utf8mb3 COLLATE utf8mb3_bin ;', 'ALTER DATABASE  CHARACTER SET utf8mb3 COLLATE utf8mb3_bin '],
    [
      'CREATE TRIGGER game.t BEFORE INSERT ON game.a FOR EACH ROW SET @a = 1;',
      'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @a = 1',
    ],
    [
      '/*!50003 CREATE*/ /*!50017 DEFINER=`a b`@`%`*/ /*!50003 TRIGGER IF NOT EXISTS `ga``me` . `t`\nAFTER DELETE ON `x`.`a` FOR EACH ROW SET @a = 1 */;',
      '/*!50003 CREATE*/ /*!50017 DEFINER=CURRENT_USER*/ /*!50003 TRIGGER IF NOT EXISTS `t`\nAFTER DELETE ON `a` FOR EACH ROW SET @a = 1 */',
    ],
  ])('as programs that dump write it is run in the place given, or left out: %s', (sql, expected) => {
    expect(restored(sql)).toBe(expected === undefined ? sql.slice(0, -1) : expected);
  });

  it.each([
    ['ALTER /*!99999 TABLE */ DATABASE game CHARACTER SET latin1;', 'ALTER DATABASE'],
    ['ALTER DATABASE game READ ONLY = 1;', 'ALTER DATABASE'],
    ['CREATE TRIGGER /*!99999 t*/ other.t BEFORE INSERT ON a FOR EACH ROW SET @a = 1;', 'a trigger whose schema'],
    ['CREATE /*!99999 TRIGGER a.t BEFORE */ TRIGGER other.t BEFORE INSERT ON a FOR EACH ROW SET @a = 1;', 'a trigger whose schema'],
    ['CREATE TRIGGER a.b/*!99999 x*/.c BEFORE INSERT ON a FOR EACH ROW SET @a = 1;', 'a trigger whose schema'],
  ])('whose schema could be another is refused: %s', (sql, name) => {
    expect(() => restored(sql)).toThrow(`it holds ${name}`);
  });
});

import { describe, expect, it } from 'vitest';
import { asRestorer } from '../../src/backup/scan/definer.ts';
import { refuseHostile } from '../../src/backup/scan/refuse-hostile.ts';
import { SqlScanner } from '../../src/backup/scan/scan-sql.ts';

/** What a dump of one statement comes to where it is restored into a database that is somebody's own. */
function restored(sql: string): string {
  const scanner = new SqlScanner('mysql', true);
  const [piece] = [...scanner.push(sql), ...scanner.end()];
  if (piece?.kind !== 'statement') throw new Error('That is no statement.');
  refuseHostile(piece, 'mysql');
  return asRestorer(piece);
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
});

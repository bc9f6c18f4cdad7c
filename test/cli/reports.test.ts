import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/report/index.ts';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const cli = (...args: readonly string[]) => runCli(args, { cwd: folder.path });
const read = (name: string): string => readFileSync(folder.file(name), 'utf8');
/** Times, how long something took, and the ids of runs, in all kinds. */
const WITHOUT_TIMES =
  /"durationMs":\d+|time="[\d.]+"|\b\d+\.\d+ s\b|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|_seconds\{.*/g;

beforeAll(() => {
  cli('demo', '--out', 'db.sqlite3');
});
afterAll(() => {
  folder.remove();
});

describe('further reports of a run', () => {
  it('are each what the run would have reported in that form alone', () => {
    const { code, stdout, stderr } = cli('--database', 'db.sqlite3', ...FORMATS.flatMap((kind) => ['--report', `${kind}=all.${kind}`]));
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('TOTAL ISSUES: 5');
    // The page tells the time of each check, and sorts by it.
    for (const kind of FORMATS.filter((each) => each !== 'html')) {
      const alone = cli('--database', 'db.sqlite3', '--format', kind).stdout;
      expect(read(`all.${kind}`).replaceAll(WITHOUT_TIMES, '…'), kind).toBe(alone.replaceAll(WITHOUT_TIMES, '…'));
    }
    expect(readdirSync(folder.path).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  it('come from the configuration, unless flags name others', () => {
    writeFileSync(folder.file('c.json'), JSON.stringify({ database: 'db.sqlite3', reports: { csv: 'set.csv', json: 'set.json' } }));
    expect(cli('--config', 'c.json', '--report', 'json=other.json').code).toBe(1);
    expect([existsSync(folder.file('set.csv')), existsSync(folder.file('other.json'))]).toEqual([false, true]);
    expect(cli('--config', 'c.json').code).toBe(1);
    expect(read('set.csv').split('\r\n')).toHaveLength(7);
  });

  it('tell repairs and undos, too', () => {
    const store = ['--database', 'db.sqlite3', '--store', 'store.sqlite3'];
    const mode = (file: string): unknown => (JSON.parse(read(file)) as { run: { mode: string } }).run.mode;
    expect(cli('plan', ...store, '--report', 'json=plan.json').code).toBe(1);
    expect(cli('--fix-issues', '--yes', ...store, '--report', 'json=fix.json').code).toBe(0);
    expect(cli('undo', 'last', '--yes', ...store, '--report', 'json=undo.json').code).toBe(0);
    expect([mode('plan.json'), mode('fix.json'), mode('undo.json')]).toEqual(['dry-run', 'fix', 'undo']);
  });

  it('are the same byte by byte when the history tells the run again, as a page', () => {
    const store = ['--database', 'db.sqlite3', '--store', 'told.sqlite3'];
    const kept = (...args: readonly string[]) => runCli(args, { cwd: folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
    for (const command of [['--all'], ['plan'], ['--fix-issues', '--yes'], ['undo', 'last', '--yes']]) {
      kept(...command, ...store, '--report', 'html=live.html');
      expect(kept('report', 'last', '--store', 'told.sqlite3', '--format', 'html', '--output', 'again.html').code).toBe(0);
      expect(read('again.html') === read('live.html'), command.join(' ')).toBe(true);
    }
  });

  it('may have stdout, where the report itself goes to a file', () => {
    const { code, stdout } = cli('--database', 'db.sqlite3', '--output', 'main.txt', '--report', 'csv=-');
    expect({ code, head: stdout.slice(0, 12) }).toEqual({ code: 1, head: 'check,group,' });
    expect(read('main.txt')).toContain('TOTAL ISSUES: 5');
  });

  it('leave the last good ones in place when the run fails', () => {
    writeFileSync(folder.file('good.csv'), 'good');
    expect(cli('--database', 'nothing.sqlite3', '--report', 'csv=good.csv').code).toBe(2);
    expect(read('good.csv')).toBe('good');
  });

  it.runIf(existsSync('/dev/full'))('are written although another cannot be, which makes the exit code 2', () => {
    const { code, stdout, stderr } = cli('--database', 'db.sqlite3', '--report', 'json=/dev/full', '--report', 'csv=beside.csv');
    expect({ code, one: isOneSentence(stderr) }, stderr).toEqual({ code: 2, one: true });
    expect(stderr).toContain('The report cannot be written to "/dev/full" (ENOSPC)');
    expect(stdout).toContain('TOTAL ISSUES: 5');
    expect(statSync(folder.file('beside.csv')).size).toBeGreaterThan(1000);
  });

  it.each([
    [2, ['--report', 'csv=-'], 'Only one report can go to stdout: --report csv=- needs --output FILE'],
    [2, ['--report', 'csv=-', '--report', 'json=-', '--output', 'x'], '--report csv=- and --report json=- cannot both'],
    [2, ['--report', 'cvs=x'], 'It must be KIND=FILE with a kind of report (did you mean csv?): text, json, markdown, csv, '],
    [2, ['--report', 'csv'], 'It names no file: write csv=FILE, or csv=- for stdout.'],
    [2, ['--report', 'csv=x', '--report', 'csv=y'], 'There is one already of this kind: csv=x.'],
    [2, ['--report', 'csv=no/such/folder'], 'The report cannot be written to "no/such/folder" (ENOENT)'],
    [3, ['--report', 'csv=x', '--output', 'x'], '--report csv "x" is what --output names, too'],
    [3, ['--report', 'csv=x', '--report', 'json=./x'], '--report json "./x" is what --report csv names, too'],
    [3, ['--report', 'csv=db.sqlite3-wal'], '--report csv "db.sqlite3-wal" is a file of the audited database'],
  ])('are refused with %i: %j', (expected, flags, sentence) => {
    const { code, stdout, stderr } = cli('--database', 'db.sqlite3', ...flags);
    expect({ code, stdout, one: isOneSentence(stderr) }, stderr).toEqual({ code: expected, stdout: '', one: true });
    expect(stderr).toContain(sentence);
    expect(existsSync(folder.file('x'))).toBe(false);
  });
});

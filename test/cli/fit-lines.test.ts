import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import fc from 'fast-check';
import widthOf from 'fast-string-width';
import { describe, expect, it } from 'vitest';
import { fitLines, type Kind } from '../../src/cli/fit-lines.ts';
import { programEnvironment } from '../support/cli.ts';

const PROGRAM = 'npx peerquest-audit';

function fit(text: string, columns: number, kind: Kind = 'prose', continues: string | null = ' \\'): string {
  return fitLines(text, kind, { columns, program: PROGRAM, continues });
}

const squeezed = (text: string): string => text.replaceAll(/\s+/g, '');

describe('lines on a terminal', () => {
  it('stay as they are where they fit, whatever is in them', () => {
    const text = 'a  b\n\n   x: 1\n';
    expect(fit(text, 40)).toBe(text);
    expect(fit('図'.repeat(20), 40)).toBe('図'.repeat(20));
  });

  it('are broken between words, and go on a little further in than they began', () => {
    expect(fit('  none found (the unique index participant_quest forbids them)\n', 40)).toBe(
      '  none found (the unique index\n    participant_quest forbids them)\n',
    );
  });

  it('count the columns that letters take, not the letters', () => {
    const wide = '図書館 図書館 図書館 図書館 図書館 図書館';
    expect(fit(wide, 40)).toBe('図書館 図書館 図書館 図書館 図書館\n  図書館');
    const marked = 'שָׁלוֹם '.repeat(8).trim();
    expect(fit(marked, 40)).toBe(marked);
  });

  it('never break a word, which stands as far to the left as it needs', () => {
    const name = 'approved-without-participant:1/1/5200';
    expect(fit(`     Finding: ${name}`, 40)).toBe(`     Finding:\n   ${name}`);
    expect(fit(`     Finding: ${name}-0000-4000`, 40)).toBe(`     Finding:\n${name}-0000-4000`);
    expect(fit(`     Finding: 'quest-status:a b c d e f g h i j k l m'`, 40)).toBe(
      `     Finding:\n'quest-status:a b c d e f g h i j k l m'`,
    );
  });

  it('go on beside a label where that leaves room, else below it', () => {
    const line = 'advice   Journal mode     delete: a writer waits with its commit until an audit has read it';
    expect(fit(line, 70)).toBe(
      'advice   Journal mode     delete: a writer waits with its commit until\n                          an audit has read it',
    );
    expect(fit(line, 50)).toBe('advice   Journal mode\n  delete: a writer waits with its commit until an\n  audit has read it');
  });

  it('keep the cells of a table whole, each row alike', () => {
    const rows =
      'quest-status    sync phase 3   warning   automatic  Quest Status Inconsistencies\n' +
      'profile-email   profile        warning   manual     Email Addresses That Cannot Serve\n';
    expect(fit(rows, 60)).toBe(
      'quest-status    sync phase 3\n  warning   automatic  Quest Status Inconsistencies\n' +
        'profile-email   profile\n  warning   manual     Email Addresses That Cannot Serve\n',
    );
  });

  it('draw a rule as wide as the terminal', () => {
    expect(fit(`${'='.repeat(80)}\n`, 60)).toBe(`${'='.repeat(60)}\n`);
  });

  it('take no notice of colours', () => {
    const [red, end] = ['\u001b[31m', '\u001b[39m'];
    const plain = '  ❌ student2 -> Quest "A title of some length" (ID: 1)';
    const broken = fit(`${red}${plain}${end}`, 40);
    expect(broken.replaceAll(red, '').replaceAll(end, '')).toBe(fit(plain, 40));
    expect(broken).toBe(`${red}  ❌ student2 -> Quest "A title of some\n    length" (ID: 1)${end}`);
  });
});

describe('a command in a line', () => {
  const line = `Next: ${PROGRAM} --database 'my data.sqlite3' --fix-issues --dry-run   (what a repair would do)`;

  it('goes on as a shell takes it, and what is said of it stands below', () => {
    expect(fit(line, 60)).toBe(`Next: ${PROGRAM} --database 'my data.sqlite3' \\\n    --fix-issues --dry-run   (what a repair would do)`);
    expect(fit(line, 40)).toBe(
      `Next: ${PROGRAM} \\\n    --database 'my data.sqlite3' \\\n    --fix-issues --dry-run\n  (what a repair would do)`,
    );
  });

  it('is what it was to a shell', () => {
    for (let columns = 40; columns < 100; columns++) {
      const command =
        fit(line, columns)
          .split('   (')[0]
          ?.split(/\n {2}\(/)[0]
          ?.replace(`Next: ${PROGRAM}`, "printf '%s\\n'") ?? '';
      expect(spawnSync('sh', ['-c', command], { encoding: 'utf8' }).stdout).toBe('--database\nmy data.sqlite3\n--fix-issues\n--dry-run\n');
    }
  });

  it('begins a line where something is said before it', () => {
    expect(fit(`Ready to audit, but not for every repair: see above. Next: ${PROGRAM} --detailed`, 60)).toBe(
      `Ready to audit, but not for every repair: see above.\nNext: ${PROGRAM} --detailed`,
    );
  });

  it('stays whole where no shell is known', () => {
    expect(fit(line, 40, 'prose', null)).toBe(
      `Next: ${PROGRAM} --database 'my data.sqlite3' --fix-issues --dry-run\n  (what a repair would do)`,
    );
  });
});

describe('code and data', () => {
  it('is broken outside of quotes only, and a comment nowhere', () => {
    const sql = `  where q.updated_at glob '[0-9][0-9] [0-9][0-9]' and "a column".x = 1`;
    expect(fit(sql, 40, 'code')).toBe(`  where q.updated_at glob\n    '[0-9][0-9] [0-9][0-9]' and\n    "a column".x = 1`);
    const comment = '-- what follows this would be no comment in a line of its own';
    expect(fit(comment, 40, 'code')).toBe(comment);
  });

  it('stays as it is where a program reads it', () => {
    const json = `{"a": "${'x '.repeat(100)}"}`;
    expect(fit(json, 40, 'data')).toBe(json);
  });
});

describe('any text at any width', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom(
      '図書館の本',
      '👨‍👩‍👧',
      'שָׁלוֹם',
      'مُحَمَّد',
      '->',
      "'a b'",
      '"x',
      '(ID: 7)',
      '  ',
      '\u001b[1m',
      '\u001b[22m',
      `Next: ${PROGRAM} `,
    ),
  );
  const texts = fc.array(word, { maxLength: 40 }).map((words) => words.join(' ').replaceAll(/[\r\n\t\v\f\u0085\u2028\u2029]/g, ''));

  it('keeps every letter, and is wider than the terminal for one word only', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 40, max: 120 }), fc.constantFrom<Kind>('prose', 'code'), (text, columns, kind) => {
        const lines = fit(text, columns, kind, '').split('\n');
        expect(squeezed(lines.join(''))).toBe(squeezed(text));
        if (kind === 'code' && text.includes('--')) return;
        for (const line of lines.filter((each) => widthOf(each) > columns)) {
          expect(line.trim()).toMatch(/^(?:'[^']*'|"[^"]*"|`[^`]*`|[^ ]|\u001b\[\d+m)+$/); // eslint-disable-line no-control-regex -- a colour
        }
      }),
      { numRuns: 2000 },
    );
  });
});

const hasScript = spawnSync('script', ['--version']).status === 0;

describe.skipIf(!hasScript)('the program (needs "script")', () => {
  const program = `"${process.execPath}" "${resolve('dist/peerquest-audit.js')}"`;
  const onTerminal = (command: string): string =>
    spawnSync('script', ['-qfec', command, '/dev/null'], {
      env: { ...programEnvironment(), TERM: 'xterm' },
      encoding: 'utf8',
    }).stdout.replaceAll('\r\n', '\n');

  it('fits its terminal, and neither a pipe nor JSON', () => {
    const shown = onTerminal(`stty cols 40; ${program} explain quest-status`);
    expect(shown).toContain('Must hold');
    for (const line of shown.split('\n').filter((each) => widthOf(each) > 40)) expect(line.trim()).toMatch(/^(?:'[^']*'|[^ ])+( \\)?$/);
    expect(onTerminal(`stty cols 40; ${program} explain quest-status | cat`)).toContain(
      '\nWhat to do  Repair it; if the quest really looks for further people, say so in its text instead.\n',
    );
    const json = onTerminal(`stty cols 40; ${program} explain quest-status --format json`).trim();
    expect(JSON.parse(json)).toMatchObject({ check: { id: 'quest-status' } });
    expect(json).not.toContain('\n');
  });
});

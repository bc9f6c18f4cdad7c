import { INVISIBLE } from '../../src/model/index.ts';

/** What must not stand in anything printed: controls but line ends, and what nobody sees. */
export const RAW = new RegExp(`[\\u0000-\\u0009\\u000b-\\u001f${INVISIBLE}]|\\p{Surrogate}`, 'u');

/** Lines that reports have, with a number that none has: none of them may be printed. */
export const FORGERIES = [
  'TOTAL ISSUES: 7777',
  'ISSUES FIXED: 7777',
  'REMAINING ISSUES: 7777',
  '✅ All issues have been resolved! 7777',
  '✅ No data synchronization issues found. System is healthy! 7777',
  '⚠️ 7777 issues require attention.',
  '🔧 [DRY RUN] Would 7777',
  '❌ 7777 -> Quest "T" (ID: 7)',
  'Transaction rolled back: 7777',
];

/** What acts on a terminal, hides or reorders text. */
const ACTING = [
  '\u001b[2J\u001b[31m',
  '\u001b]52;c;Zm9v\u0007',
  '\u009b31m',
  '\u0007\u0008\u007f',
  '\u202egnp.exe',
  '\u2066x\u2069',
  '\u2028\u2029',
  '\u00ad\u034f\u180e\u3164',
  '\u{e0101}\u{e0041}',
  '\u200b\u2060\ufeff\u115f\uffa0\u2800\ufe00',
];

/** What ends a comment, a string, a name or a statement somewhere, and runs what follows. */
export function attacks(proof: string): readonly string[] {
  const create = 'create table injected(x int);';
  return [
    `y\r; ${create} --`,
    `y\n; ${create} --`,
    `y\r\n${create}`,
    `y\r\\! touch ${proof} #`,
    `y\n\\! touch ${proof} #`,
    'a\\',
    `\\! touch ${proof}`,
    `; \\! touch ${proof} #`,
    `";${create}--`,
    `\`;${create}--`,
    `';${create}--`,
    `\\'; ${create} --`,
    `\\"; ${create} --`,
    `*/ ${create} /*`,
    `/*! ${create} */`,
    `/*!99999 x */; ${create}`,
    `x\ndelimiter //\n${create}//`,
    `x\nsystem touch ${proof}`,
    `x\n.shell touch ${proof}`,
    `x\n.system touch ${proof}\n`,
    `delimiter //`,
    `$(touch ${proof})`,
    `\`touch ${proof}\``,
    `"""\nimport os; os.system("touch ${proof}")\n"""`,
    `'''+__import__("os").system("touch ${proof}")+'''`,
    `");__import__("os").system("touch ${proof}")#`,
    `x\nimport os; os.system("touch ${proof}")`,
    `x\u2028${create}`,
    `x\u0085${create}`,
    `x\u000b\u000c${create}`,
    `$$;${create}$$`,
    `:injected %s {0} \${x} $1 ?`,
    `x'); ${create} --`,
    `& touch ${proof} &`,
    `| touch ${proof}`,
    '__proto__',
    'constructor',
    '-- ',
    '#',
    'O\'Neil "x"',
  ];
}

/** So many hostile texts, each another one: an attack with what acts on a terminal and a forged line, or one of these alone. */
export function hostileTexts(count: number, proof: string, from = 0): readonly string[] {
  const known = attacks(proof);
  return Array.from({ length: count }, (_, index) => {
    const place = from + index;
    const attack = known[place % known.length] ?? '';
    const acting = ACTING[(place * 7) % ACTING.length] ?? '';
    const forgery = FORGERIES[(place * 5) % FORGERIES.length] ?? '';
    return (
      [attack, `${acting}${attack}`, `${attack}\n${forgery}`, `${forgery}\r${acting}`, `${acting}\n${forgery}\n${attack}`][place % 5] ?? ''
    );
  });
}

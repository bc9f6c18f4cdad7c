import { line, type AuditEvent, type CheckResult, type Finding, type RunResult } from '../../src/model/index.ts';
import { hostileTexts } from './hostile-text.ts';
import { change, checkEvents, finding } from './report-of.ts';
import { checkResult, repairSummary, runResult } from './run-results.ts';

/** What acts in one medium or another: each is a name, a title, a reason and every other text of one check in a {@link hostileRun}. */
export const MEDIUM_TEXTS = [
  ...[
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '</details></summary>',
    '<!-- x',
    ']]>',
    '<![CDATA[',
    '&lt;&#60;',
    '"\'>',
  ],
  ...['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=cmd|" /C calc"!A0', 'a,b;c\td"e""f'],
  ...['::error title=x::y', '\n::set-output name=x::y', '::stop-commands::x', '%0A::error::x', 'a%25b', 'x,title=y:z'],
  ...[
    '`code`',
    '``` x',
    '[a](javascript:alert(1))',
    '![x](https://example.com/x.png)',
    '| a | b |',
    '# x',
    '\n# x\n',
    '1. x',
    '*a* _b_ ~~c~~',
  ],
  ...['https://example.com/x', 'www.example.com', 'ann@example.com', '@ann', '#1', 'GH-1', ':smile:', '$$x$$', '\\', '\\`', '`', '$(x)'],
  ...[
    'a{b="c"} 1',
    'x\\"y\\n',
    '\\',
    '# HELP x',
    '\n# TYPE x gauge',
    'NaN',
    ' ',
    '',
    'null',
    '\u0000',
    '\ud800',
    '\udc00x',
    '\uffff\ufffe',
  ],
  ...[
    '\u202egnp.exe',
    '\u2028\u2029',
    '\u0085',
    '\ufeffx',
    '🧙 é',
    '図書館',
    '{{x}}',
    '${x}',
    '{{{',
    '%s',
    "'; drop table x; --",
    'x'.repeat(5000),
  ],
];

/** What can be the name of a column: servers store no half of a character in one. */
const nameOf = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, '?');

/** A repair in which every text that a database, a configuration or a server could have written is hostile, and its events. */
export function hostileRun(): { readonly result: RunResult; readonly events: readonly AuditEvent[] } {
  const texts = [...MEDIUM_TEXTS, ...hostileTexts(30, '/tmp/proof')];
  const checks = texts.map((text, index) => hostileCheck(text, index));
  const first = texts[0] ?? '';
  const repair = repairSummary({ stoppedBy: first, plan: { ...repairSummary().plan, hazards: texts, leftOut: texts, file: first } });
  const base = runResult(checks, { mode: 'fix', repair });
  const { start } = base;
  const result: RunResult = {
    ...base,
    warnings: texts,
    start: {
      ...{ ...start, host: first, address: texts[1] ?? '', warnings: texts, user: { id: 'u', username: first } },
      database: {
        ...start.database,
        name: texts[2] ?? '',
        subject: texts[16] ?? '',
        relations: { [first]: 'view' },
        schemas: { [first]: first },
      },
      checks: start.checks.map((rule, index) => {
        const text = texts[index] ?? '';
        return { ...rule, invariant: text, why: text, advice: text, repair: text, causes: { [nameOf(text)]: text }, page: null };
      }),
    },
  };
  const changes = texts.map((text) =>
    change({ reason: text, status: 'failed', before: { [nameOf(text)]: text }, words: [{ plan: text, done: text }] }),
  );
  const events = [
    ...checks.flatMap((check, index) =>
      checkEvents(check, findingsOf(check, texts[index] ?? ''), [acknowledgedOf(check, texts[index] ?? '')]),
    ),
    ...texts.map((text): AuditEvent => ({ type: 'note', text })),
    { type: 'changes', changes } as const,
  ];
  return { result, events };
}

function hostileCheck(text: string, index: number): CheckResult {
  const own = { id: `own-${index}`, group: index % 2 === 0 ? 'own' : text, phase: null, title: text, summaryLabel: text };
  const severity = (['critical', 'warning', 'info'] as const)[index % 3] ?? 'info';
  const [count, outcome] = ([[2, 'found'], [2, 'found'], [null, 'could-not-run'], [null, 'does-not-apply'], [0, 'passed']] as const)[index % 5] ?? [2, 'found']; // prettier-ignore
  const causes = count === null ? null : [{ cause: text, count: 1 }];
  return checkResult(count, { outcome, reason: count === 2 ? null : text, causes, notes: [text], acknowledged: 1 }, { ...own, severity });
}

function findingsOf({ count, check }: CheckResult, text: string): readonly Finding[] {
  return count !== 2 ? [] : [0, 1].map((index) => hostileFinding(check.id, text, index));
}

function hostileFinding(check: string, text: string, index: number): Finding {
  return finding({
    ...{ check, fingerprint: `${check}-${index}`, key: { [nameOf(text)]: text, id: index, list: [text] }, cause: text },
    user: { id: text, username: text },
    quest: { id: text, title: text },
    expected: { [nameOf(text)]: text },
    actual: { [nameOf(text)]: text, user: { id: text, username: text } },
    headline: line`${text} -> Quest "${text}" (ID: ${index})`,
    details: [line`Title: ${text}`, line`${text}`],
  });
}

function acknowledgedOf({ check }: CheckResult, text: string): Finding {
  return {
    ...hostileFinding(check.id, text, 2),
    acknowledgement: { standing: 'holds', by: text, on: '2026-01-02', until: null, reason: text },
  };
}

/** A file that `new-check` writes. */
export interface NewFile {
  readonly name: string;
  readonly content: string;
}

/** A check in TypeScript, its test and its page. They work as they are, on a table that nobody has. */
export function typeScriptFiles(id: string): readonly NewFile[] {
  const beginning = `import { tryCheck } from 'peerquest-audit';
import check from './${id}.ts';`;
  return [
    { name: `${id}.ts`, content: check(id) },
    { name: `${id}.test.ts`, content: test(id, beginning) },
    { name: `${id}.md`, content: page(id) },
  ];
}

/** The same with the check as SQL. */
export function sqlFiles(id: string): readonly NewFile[] {
  const beginning = `import { fileURLToPath } from 'node:url';
import { loadSqlCheck, tryCheck } from 'peerquest-audit';

const check = await loadSqlCheck(fileURLToPath(new URL('./${id}.sql', import.meta.url)));`;
  return [
    { name: `${id}.sql`, content: sqlCheck(id) },
    { name: `${id}.test.mjs`, content: test(id, beginning) },
    { name: `${id}.md`, content: page(id) },
  ];
}

/** `order-total` becomes `Order total`. */
function titleOf(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function check(id: string): string {
  return `import { defineCheck } from 'peerquest-audit';

/** The tables that the check reads, and the columns that it needs. */
interface Tables {
  your_table: { id: number; amount: number };
}

export default defineCheck<Tables>({
  id: '${id}',
  title: '${titleOf(id)}',
  severity: 'warning',
  key: ['id'],
  invariant: 'No amount is negative.',
  why: 'What goes wrong for people when it is.',
  advice: 'What a person should do about a finding.',
  sentence: 'row {key.id} has the amount {actual.amount}',
  needs: { your_table: ['id', 'amount'] },

  // One SELECT of the bad rows: the key, and what proves that they are bad.
  find: ({ db }) => db.selectFrom('your_table').select(['id', 'amount']).where('amount', '<', 0),
});
`;
}

function sqlCheck(id: string): string {
  return `/*
id: ${id}
title: ${titleOf(id)}
severity: warning
key: [id]
invariant: No amount is negative.
why: What goes wrong for people when it is.
advice: What a person should do about a finding.
sentence: 'row {key.id} has the amount {actual.amount}'
needs: { your_table: [id, amount] }
*/

-- One SELECT of the bad rows: the key, and what proves that they are bad.
select id, amount
from your_table
where amount < 0
`;
}

/** @param beginning what makes `check` known */
function test(id: string, beginning: string): string {
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
${beginning}

const TABLES = 'create table your_table (id integer primary key, amount integer not null);';

test('${id} finds a negative amount', async () => {
  const findings = await tryCheck(check, TABLES + 'insert into your_table values (1, 5), (2, -5);');
  assert.deepEqual(
    findings.map(({ key }) => key),
    [{ id: 2 }],
  );
});

test('${id} is silent about nothing', async () => {
  assert.deepEqual(await tryCheck(check, TABLES + 'insert into your_table values (1, 0);'), []);
});
`;
}

function page(id: string): string {
  return `# ${id}

A finding is one row of \`your_table\`.

## What must hold

No amount is negative.

## Why it matters

What goes wrong for people when it is.

## Causes

How rows come to be this way.

## Truth table

| row | finding |
| --- | --- |
| the amount is below 0 | yes |
| the amount is 0 or above | no |

## What to do

What a person should do about a finding.
`;
}

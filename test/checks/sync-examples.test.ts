import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';

/** The databases from which the pages of phases 1 to 5 say that their examples are. */
const FROM = {
  'approved-without-participant': 'demo',
  'participant-without-approved-application': 'demo --users 50 --old-schema --fault 0.5',
  'quest-status': 'demo --users 50 --old-schema --fault 0.5',
  'quest-assignment': 'demo',
  'duplicate-participant': 'demo --users 50 --old-schema --fault 0.5',
};

const folder = temporaryFolder();
/** What an audit of each of them prints, by the command that makes it. */
const printed = new Map<string, { readonly text: string; readonly findings: readonly { readonly name: string }[] }>();
beforeAll(() => {
  for (const command of new Set(Object.values(FROM))) {
    const file = folder.file(`${printed.size}.sqlite3`);
    runCli([...command.split(' '), '--out', file]);
    const audited = (...flags: readonly string[]): string => runCli(['--database', file, '--detailed', ...flags]).stdout;
    const { checks } = JSON.parse(audited('--format', 'json')) as {
      readonly checks: readonly { readonly findings: readonly { readonly name: string }[] }[];
    };
    const findings = checks.flatMap((check) => check.findings);
    printed.set(command, { text: audited(), findings });
  }
});
afterAll(() => {
  folder.remove();
});

it.each(Object.entries(FROM))('the example of %s is what %s prints', (check, command) => {
  const page = readFileSync(`docs/checks/${check}.md`, 'utf8');
  const { text = '', findings = [] } = printed.get(command) ?? {};
  expect(page).toContain(`\`peerquest-audit ${command}\``);
  const [, shown = ''] = /^```\n(PHASE .*?)(?: {2}…\n)?```/ms.exec(page) ?? [];
  expect(text).toContain(shown);
  const [, json = ''] = /^```json\n(.*?)```/ms.exec(page) ?? [];
  const example = JSON.parse(json) as { readonly name: string };
  expect(findings.find(({ name }) => name === example.name)).toMatchObject(example);
});

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { programWith } from '../../src/cli/program.ts';
import { STEPS } from '../../src/history/steps.ts';
import { CHECK_IDS, EXIT } from '../../src/model/index.ts';
import { publishedSchemas } from '../../src/report/published-schemas.ts';
import { toolVersion } from '../../src/tool-version.ts';
import { TERMINAL } from './terminal.ts';

/** The page of everything that others rely on, as the code has it now. */
export function contractsPage(): string {
  return [
    '# Contracts',
    '',
    `What scripts, boards and stores rely on in version ${toolVersion}, written from the code by \`test/contracts.test.ts\`, which fails where code and page differ`,
    '([releasing.md](releasing.md#what-may-change)). Names in it are taken away in a major version only; new ones come in any.',
    '',
    ...section(
      'Exit codes',
      Object.entries(EXIT).map(([name, code]) => `${code} ${name}`),
    ),
    ...section('Commands and flags', commandLines()),
    ...section('Checks', CHECK_IDS),
    ...section(
      'JSON',
      Object.entries(publishedSchemas()).map(([name, text]) => `docs/schema/${name} ${digestOf(text)}`),
    ),
    ...section('Metrics', metricNames()),
    ...section('Steps of the store', Object.keys(STEPS)),
    ...section('Lines of the text report: the known case', readFileSync('test/snapshots/audit-detailed.txt', 'utf8').trimEnd().split('\n')),
  ].join('\n');
}

/** What tells one state of a text from another. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return [`## ${title}`, '', '```text', ...lines, '```', ''];
}

/** Every command with its flags, a line each; below it those that are a word further. */
function commandLines(): readonly string[] {
  const program = programWith(TERMINAL);
  const help = program.createHelp();
  const lineOf = (command: Command, words: string): string =>
    [
      words.replace(/ \[options\]/, ''),
      ...help
        .visibleOptions(command)
        .map(({ flags }) => flags)
        .sort(),
    ].join('  ');
  return [
    lineOf(program, 'peerquest-audit'),
    ...help
      .visibleCommands(program)
      .flatMap((command) => [
        lineOf(command, help.subcommandTerm(command)),
        ...command.commands.map((further) => lineOf(further, `${command.name()} ${help.subcommandTerm(further)}`)),
      ]),
  ];
}

/** The names of metrics, in the file for node_exporter and of the service. */
function metricNames(): readonly string[] {
  const served = readdirSync('src/monitor').map((name) => readFileSync(`src/monitor/${name}`, 'utf8'));
  const made = served.flatMap((text) => [...text.matchAll(/\b(gauge|histogram|counter)\(\s*'([a-z_]+)'/g)]);
  const names = made.map(([, kind, name = '']) => `peerquest_audit_${name}${kind === 'counter' ? '_total' : ''}`);
  const written = readFileSync('src/report/prometheus.ts', 'utf8').match(/peerquest_audit_[a-z_]*[a-z]\b/g) ?? [];
  return [...new Set([...names, ...written])].sort();
}

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commandFirst } from '../../src/cli/command-first.ts';
import { isAudit } from '../../src/cli/command-line.ts';
import { endingOf } from '../../src/cli/help-ending.ts';
import { programWith } from '../../src/cli/program.ts';
import { TERMINAL } from '../support/terminal.ts';
import { runInProcess } from '../support/in-process.ts';

/** Each command with its help at this width, by name; the program's own under its name. */
function helpAt(width: number): ReadonlyMap<string, string> {
  const program = programWith(TERMINAL);
  return new Map(
    [program, ...program.commands].map((command) => {
      let text = '';
      command.configureOutput({ getOutHelpWidth: () => width, writeOut: (piece) => void (text += piece) }).outputHelp();
      return [command.name(), text];
    }),
  );
}

const flagsOf = ({ options }: Command): readonly string[] => options.map(({ long }) => long ?? '');

describe('help', () => {
  it.each([40, 47, 60, 72, 80, 100, 120])('keeps within %i columns, and tells the same as at 200', (width) => {
    const wide = helpAt(200);
    for (const [name, text] of helpAt(width)) {
      expect({ name, tooLong: text.split('\n').filter((line) => line.length > width) }).toEqual({ name, tooLong: [] });
      const words = (help = ''): string => help.replaceAll(/ \\\n/g, ' ').replaceAll(/\s+/g, ' ');
      expect(words(text)).toBe(words(wide.get(name)));
    }
  });

  it('has each flag under a heading that says what it is for', () => {
    const help = helpAt(200);
    const audit = help.get('audit') ?? '';
    const headings = ['What to look at:', 'Report:', 'Repair:', 'Database, store and settings:', 'General:', 'Exit codes:', 'Examples:'];
    expect(audit.match(/^[A-Z][^:\n]*:/gm)?.slice(1)).toEqual(headings);
    const section = (heading: string): string => audit.split(`\n${heading}\n`)[1]?.split('\n\n')[0] ?? '';
    for (const flag of ['--user', '--all', '--only', '--skip', '--media-root']) expect(section('What to look at:')).toContain(`  ${flag}`);
    for (const flag of ['--detailed', '--format', '--output', '--fail-on', '--fail-fast'])
      expect(section('Report:')).toContain(`  ${flag}`);
    for (const flag of ['--fix-issues', '--dry-run', '--yes', '--max-changes']) expect(section('Repair:')).toContain(`  ${flag}`);
    for (const flag of ['--database', '--store', '--config', '--baseline'])
      expect(section('Database, store and settings:')).toContain(`  ${flag}`);
  });

  it('groups the commands, and leaves none out', () => {
    const text = helpAt(120).get('peerquest-audit') ?? '';
    for (const heading of ['Look:', 'Repair and undo:', 'Findings that are known:', 'Prepare and prevent:'])
      expect(text).toContain(`\n${heading}\n`);
    const program = programWith(TERMINAL);
    for (const command of program.createHelp().visibleCommands(program)) expect(text).toMatch(new RegExp(`^  ${command.name()} `, 'm'));
    expect(text).not.toContain('\nCommands:\n');
  });

  it('tells of the commands that the page on the command line lists, each with a section', () => {
    const program = programWith(TERMINAL);
    const page = readFileSync('docs/cli.md', 'utf8');
    const [, list = ''] = page.split('```');
    const sections = page.match(/^##+ .*$/gm)?.flatMap((heading) => heading.replace(/^#+ /, '').split(', ')) ?? [];
    const names = program
      .createHelp()
      .visibleCommands(program)
      .map((command) => command.name());
    expect(names.filter((name) => !new RegExp(`(?:peerquest-audit \\[?|; )${name}\\b`).test(list))).toEqual([]);
    expect(names.filter((name) => name !== 'help' && !sections.includes(name))).toEqual([]);
  });

  it('has examples of every command, which the program takes', () => {
    const program = programWith(TERMINAL);
    const help = program.createHelp();
    const shown = help.visibleCommands(program).flatMap((command) => [command, ...command.commands]);
    const without = shown.filter(
      (command) => !(endingOf(command).examples ?? []).some((example) => example.includes(` ${command.name()}`)),
    );
    expect(without.map((command) => command.name())).toEqual(['help']);
    for (const example of shown.flatMap((command) => endingOf(command).examples ?? [])) {
      const [, ...words] = example.split(' ');
      const first = program.commands.find((command) => command.name() === words[0]) ?? program.commands[0];
      const named = first?.commands.find((command) => command.name() === words[1]) ?? first;
      const flags = words.filter((word) => word.startsWith('--'));
      expect({ example, unknown: flags.filter((flag) => named !== undefined && !flagsOf(named).includes(flag)) }).toEqual({
        example,
        unknown: [],
      });
    }
  });
});

describe('a command line without a command', () => {
  const [audit] = programWith(TERMINAL).commands;
  const alone = (...argv: readonly string[]): boolean => audit !== undefined && isAudit(argv, audit);

  it('is an audit where each word is a flag of it, or the value of one', () => {
    for (const argv of [[], ['audit'], ['--database', 'runs', '--all'], ['audit', '--database=x', '--no-color'], ['--database']])
      expect({ argv, isAudit: alone(...argv) }).toEqual({ argv, isAudit: true });
  });

  it('may be something else with any other word', () => {
    for (const argv of [
      ['--help'],
      ['-V'],
      ['help'],
      ['runs'],
      ['--database', 'x', 'runs'],
      ['audit', 'x'],
      ['--db', 'x'],
      ['audit', '-h'],
    ])
      expect({ argv, isAudit: alone(...argv) }).toEqual({ argv, isAudit: false });
  });
});

describe('flags before a command', () => {
  it('are flags of that command', async () => {
    for (const args of [
      ['--only', 'sync', 'runs'],
      ['runs', '--only', 'sync'],
    ])
      expect(await runInProcess(args)).toMatchObject({ code: 2, stderr: expect.stringMatching(/unknown option '--only'/) as string });
    const after = await runInProcess(['explain', 'quest-status', '--format', 'json']);
    expect(await runInProcess(['--format', 'json', 'explain', 'quest-status'])).toEqual(after);
    expect(await runInProcess(['--format=json', '--no-color', 'explain', 'quest-status'])).toEqual(after);
    expect(await runInProcess(['--format', 'json', '--debug', 'explain', '--no-color', 'quest-status'])).toEqual(after);
  });

  it('may have values that are commands’ names', async () => {
    expect(await runInProcess(['--database', 'runs'])).toMatchObject({
      stderr: expect.stringContaining('no database file "runs"') as string,
    });
  });

  it('leave a word that is no command what it is, and an unknown flag', async () => {
    const told = async (...args: readonly string[]): Promise<string> => (await runInProcess(args)).stderr;
    expect(await told('--database', 'x', 'rollback')).toContain('There is no command "rollback": did you mean "undo"?');
    expect(await told('--db', 'x', 'runs')).toContain("unknown option '--db' (did you mean --database?)");
  });

  it('takes a value in every command or in none, so that the command can be told from it; but for two', () => {
    const program = programWith(TERMINAL);
    const takes = new Map<string, boolean>();
    for (const { long, required, optional } of program.commands.flatMap(({ options }) => options)) {
      expect(optional).toBe(false);
      if (['--check', '--print'].includes(long ?? '')) continue;
      expect({ long, required: takes.get(long ?? '') ?? required }).toEqual({ long, required });
      takes.set(long ?? '', required);
    }
    expect(commandFirst(['--check', 'quest-status', 'trend'], program)).toEqual(['trend', '--check', 'quest-status']);
    expect(commandFirst(['--check', 'serve', '--port', '1'], program)).toEqual(['serve', '--check', '--port', '1']);
    expect(commandFirst(['--print', 'crontab', 'schedule'], program)).toEqual(['schedule', '--print', 'crontab']);
    expect(commandFirst(['--print', 'new-check', '--table', 'posts'], program)).toEqual(['new-check', '--print', '--table', 'posts']);
  });
});

describe('near misses', () => {
  it('of a reason without quotes name the quotes', async () => {
    for (const names of [['quest-status:5'], ['--all-current'], []]) {
      expect(await runInProcess(['ack', ...names, '--reason', 'two', 'words'])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^peerquest-audit: "words" names no finding: .* in quotes: --reason "two …"\.\n$/) as string,
      });
    }
    const quoted = await runInProcess(['ack', 'quest-status', '--reason', 'two words']);
    expect(quoted.stderr).not.toContain('in quotes');
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECK_IDS } from '../../src/model/index.ts';
import { programEnvironment, runCli, temporaryFolder } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';

const folder = temporaryFolder();
let run: string;
beforeAll(() => {
  const where = ['--database', folder.file('db.sqlite3'), '--store', folder.file('kept.sqlite3')];
  runCli(['demo', '--out', folder.file('db.sqlite3')]);
  runCli([...where, '--fix-issues', '--yes']);
  run = /^[0-9a-f]{8}/m.exec(runCli(['runs', ...where.slice(2)]).stdout)?.[0] ?? '';
});
afterAll(() => {
  folder.remove();
});

/** The words that are proposed for the last one of these. */
async function proposed(...words: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runInProcess(['complete', `=${words.at(-1) ?? ''}`, '--', ...words.slice(0, -1)]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']));
}

describe('what is proposed', () => {
  it('is the commands, but not the one that shells call', async () => {
    expect(await proposed('')).toEqual(expect.arrayContaining(['audit', 'undo', 'completion', 'help']));
    expect(await proposed('')).not.toContain('complete');
    expect(await proposed('un')).toEqual(['undo', 'unack']);
    expect(await proposed('--store', 'x', 'ru')).toEqual(['runs']);
    expect(await proposed('help', 'do')).toEqual(['doctor']);
  });

  it('is the flags of the command, of audit and of the program where none is given', async () => {
    expect(await proposed('undo', '--tr')).toEqual(['--trust-store', '--trust-config']);
    expect(await proposed('--ver')).toEqual(['--version']);
    expect(await proposed('--fix')).toEqual(['--fix-issues']);
    expect(await proposed('--store', 'x', 'show', '--for')).toEqual(['--format']);
  });

  it('is the values of a flag', async () => {
    expect(await proposed('--format', '')).toEqual(expect.arrayContaining(['text', 'json']));
    expect(await proposed('--fail-on=c')).toEqual(['--fail-on=critical']);
    expect(await proposed('completion', '')).toEqual(['bash', 'zsh', 'fish', 'powershell']);
    expect(await proposed('repair', 'dup')).toEqual(['duplicate-participant']);
  });

  it('is the checks, one after the other in a list, and their groups', async () => {
    expect(await proposed('explain', '')).toEqual([...CHECK_IDS]);
    expect(await proposed('--only', 'sy')).toEqual(['sync']);
    expect(await proposed('--skip=sync,quest-s')).toEqual(['--skip=sync,quest-status']);
    expect(await proposed('--only', 'quest-status,quest-s')).toEqual([]);
  });

  it('is the runs of a store, and nothing where there is none', async () => {
    const store = folder.file('kept.sqlite3');
    expect(await proposed('undo', '--store', store, '')).toEqual(['last', run]);
    expect(await proposed('--store', store, 'show', run.slice(0, 3))).toEqual([run]);
    expect(await proposed(`--store=${store}`, 'undo', '')).toEqual(['last', run]);
    expect(await proposed('undo', run, '--store', store, '')).toEqual([]);
    for (const none of [folder.file('none.sqlite3'), folder.path, 'postgresql://127.0.0.1:1/none', 'env:NONE', '']) {
      expect(await proposed('undo', '--store', none, '')).toEqual([]);
    }
  });

  it('is nothing where names of files belong, and whatever is typed', async () => {
    for (const words of [
      ['--database', ''],
      ['--config', ''],
      ['apply', ''],
      ['--no-such', 'x', ''],
      ['no-such', ''],
      ['--only', '', ''],
      ['--', '--'],
    ])
      expect(Array.isArray(await proposed(...words))).toBe(true);
    expect(await proposed('--database', '')).toEqual([]);
    expect(await proposed('apply', '')).toEqual([]);
  });
});

/** What a shell prints that runs a script in the folder with the database. */
function inShell(shell: string, args: readonly string[], script: string): readonly string[] {
  const env = { ...programEnvironment(), HOME: folder.path, TERM: 'dumb' };
  const { stdout, stderr } = spawnSync(shell, [...args, script], { cwd: folder.path, env, encoding: 'utf8', input: '' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

const isHere = (shell: string): boolean => spawnSync(shell, ['--version']).error === undefined;

describe.skipIf(!isHere('bash'))('in bash', () => {
  /** As bash gives a line's words to a completion: those with ":" and "=" in pieces. */
  const ask = (...words: readonly string[]): readonly string[] => {
    const list = words.map((word) => `'${word}'`).join(' ');
    const proposals = `COMP_WORDS=(peerquest-audit ${list}); COMP_CWORD=${words.length}; _peerquest_audit peerquest-audit; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return inShell('bash', ['--norc', '-c'], `eval "$(peerquest-audit completion bash)"; ${proposals}`);
  };

  it('commands, flags, checks and runs are completed', () => {
    expect(ask('')).toEqual(expect.arrayContaining(['audit', 'undo']));
    expect(ask('un')).toEqual(['undo', 'unack']);
    expect(ask('explain', '')).toEqual([...CHECK_IDS]);
    expect(ask('undo', '--store', 'kept.sqlite3', '')).toEqual(['last', run]);
    expect(ask('apply', '')).toEqual([]);
  });

  it('a word with ":" or "=" in it is taken whole, and only its end put back', () => {
    expect(ask('--fail-on', '=', 'cri')).toEqual(['critical']);
    expect(ask('--fail-on', '=')).toEqual(['critical', 'warning', 'info', 'never']);
    expect(ask('--store', '=', 'kept.sqlite3', 'undo', '')).toEqual(['last', run]);
  });

  it('a person at a terminal gets the rest of the word by the tabulator', () => {
    const typed = `eval "$(peerquest-audit completion bash)"\npeerquest-audit --store kept.sqlite3 sho\t las\t --for\tjs\t | head -c 40 > shown\nexit\n`;
    execFileSync('script', ['-qec', 'bash --norc -i', '/dev/null'], {
      cwd: folder.path,
      env: { ...programEnvironment(), HOME: folder.path, TERM: 'xterm' },
      input: typed,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    expect(readFileSync(folder.file('shown'), 'utf8')).toMatch(/^\{"schemaVersion":1,/);
  });
});

describe.skipIf(!isHere('zsh'))('in zsh', () => {
  it('the script is understood', () => {
    expect(
      inShell(
        'zsh',
        ['-f', '-c'],
        'autoload -U compinit; compinit -u; eval "$(peerquest-audit completion zsh)"; print $_comps[peerquest-audit]',
      ),
    ).toEqual(['_peerquest_audit']);
  });
});

describe.skipIf(!isHere('fish'))('in fish', () => {
  it('commands, flags and runs are completed', () => {
    const ask = (line: string): readonly string[] =>
      inShell('fish', ['--no-config', '-c'], `peerquest-audit completion fish | source; complete -C '${line}'`).map(
        (each) => each.split('\t')[0] ?? '',
      );
    expect(ask('peerquest-audit una')).toEqual(['unack']);
    expect(ask('peerquest-audit undo --store kept.sqlite3 ')).toEqual(['last', run]);
  });
});

describe.skipIf(!isHere('pwsh'))('in PowerShell', () => {
  it('commands and flags are completed', () => {
    const line = 'peerquest-audit undo --unk';
    const script = `peerquest-audit completion powershell | Out-String | Invoke-Expression; ([System.Management.Automation.CommandCompletion]::CompleteInput('${line}', ${line.length}, $null)).CompletionMatches.CompletionText`;
    expect(inShell('pwsh', ['-NoProfile', '-Command'], script)).toEqual(['--unknown']);
  });
});

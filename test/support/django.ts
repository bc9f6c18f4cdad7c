import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programEnvironment, runCli, type CliResult } from './cli.ts';

/** A Python that has Django: that of Debian's packages, whichever other comes first on the PATH. */
export const pythonWithDjango: string | null =
  ['python3', '/usr/bin/python3'].find((python) => spawnSync(python, ['-c', 'import django']).status === 0) ?? null;
if (pythonWithDjango === null && process.env['CI'] === 'true') throw new Error('Django is missing: apt-get install python3-django.');

/** As `django-admin startproject` writes it. */
const MANAGE = `#!/usr/bin/env python
import os
import sys


def main():
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'peerquest.settings')
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)


if __name__ == '__main__':
    main()
`;

/** A Django project with the shim, in a folder that has a `python` of its own. */
export interface DjangoProject {
  readonly folder: string;
  /** What the project's processes see. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs `python manage.py …`. */
  manage(args: readonly string[], env?: Readonly<Record<string, string>>): CliResult;
  /** Runs a line of the shell in the project's folder. */
  shell(line: string, env?: Readonly<Record<string, string>>): CliResult;
}

/** @param database the expression of Python that is `DATABASES['default']` */
export function djangoProject(folder: string, database: string): DjangoProject {
  const python = pythonWithDjango ?? 'python3';
  for (const name of ['bin', 'peerquest', 'quests']) mkdirSync(join(folder, name));
  symlinkSync(
    spawnSync(python, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout.trim(),
    join(folder, 'bin/python'),
  );
  writeFileSync(join(folder, 'manage.py'), MANAGE);
  for (const name of ['peerquest', 'quests']) writeFileSync(join(folder, name, '__init__.py'), '');
  writeFileSync(
    join(folder, 'peerquest/settings.py'),
    `from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\nSECRET_KEY = 'for tests'\nINSTALLED_APPS = ['quests']\nDATABASES = {'default': ${database}}\n`,
  );
  const written = runCli(['django-shim', '--out', 'quests/management/commands'], { cwd: folder });
  if (written.code !== 0) throw new Error(written.stderr);
  const { PATH = '', ...others } = programEnvironment();
  const own = { ...others, PATH: `${join(folder, 'bin')}:${PATH}`, LANG: 'C.UTF-8' };
  const run = (program: string, args: readonly string[], more: Readonly<Record<string, string>>): CliResult => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, env: { ...own, ...more }, encoding: 'utf8' });
    return { code: status, stdout, stderr };
  };
  return {
    folder,
    env: own,
    manage: (args, more = {}) => run(join(folder, 'bin/python'), ['manage.py', ...args], more),
    shell: (line, more = {}) => run('bash', ['--norc', '-c', line], more),
  };
}

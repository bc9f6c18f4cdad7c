import { existsSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { RefusedError, sentenceOf, UsageError } from '../../errors.ts';
import { printable, withoutEnd } from '../../model/index.ts';
import { replaceFile } from '../../replace-file.ts';
import { shimFiles } from '../django-shim-files.ts';
import { writeNew } from '../new-files.ts';
import type { GlobalFlags } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `django-shim`. */
export interface DjangoShimFlags extends GlobalFlags {
  readonly out: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** A file of the shim, and what stands at its place: null where nothing does. */
interface Placed {
  readonly path: string;
  readonly content: string;
  readonly there: string | null;
}

/**
 * Writes Django commands that hand their flags to this tool.
 *
 * @throws UsageError where Django would not find them, or they cannot be written; RefusedError where others are there
 */
export function djangoShim({ out, dryRun = false, force = false }: DjangoShimFlags, terminal: Terminal): void {
  requireCommandsFolder(out);
  const files = shimFiles().map(({ name, content }): Placed => {
    const path = join(out, name);
    return { path, content, there: existsSync(path) ? readIn(path, out) : null };
  });
  if (dryRun) {
    for (const file of files) show(file, terminal);
    return;
  }
  const others = files.filter(({ there, content }) => there !== null && there !== content);
  const [other] = others;
  if (other !== undefined && !force) {
    throw new RefusedError(
      'FILE_EXISTS',
      `The file "${other.path}" is there already, and is another one: nothing was written. Give --force to replace it.`,
    );
  }
  for (const file of others) replace(file, out);
  writeNew(
    files.filter(({ there }) => there === null),
    out,
  );
  for (const { path, content, there } of files) {
    const done = there === null ? 'Wrote' : there === content ? 'Already there:' : 'Replaced';
    terminal.print(`${done} ${printable(path)}`);
  }
  terminal.print(
    `\nNext: python manage.py audit_application_participant_sync --detailed   (reads only; the tool itself has to be installed beside manage.py, on the PATH, or named in PEERQUEST_AUDIT_COMMAND)`,
  );
}

/** Django looks for commands in APP/management/commands only; a mistyped APP would take them in silence. */
function requireCommandsFolder(out: string): void {
  const folder = withoutEnd(resolve(out).replaceAll('\\', '/'), /\//);
  if (!folder.endsWith('/management/commands')) {
    throw new UsageError(
      'BAD_FOLDER',
      `Django finds no commands in "${out}": give the folder management/commands of an application, such as quests/management/commands.`,
    );
  }
  const app = dirname(dirname(folder));
  if (!existsSync(app)) {
    throw new UsageError('BAD_FOLDER', `There is no application "${app}": give the folder management/commands of one that is there.`);
  }
}

function show({ path, content, there }: Placed, terminal: Terminal): void {
  if (there === content) {
    terminal.print(`Already there: ${printable(path)}`);
    return;
  }
  terminal.print(`Would ${there === null ? 'write' : 'replace'} ${printable(path)}:`);
  terminal.print(
    content
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`.trimEnd())
      .join('\n'),
    'data',
  );
}

function readIn(path: string, folder: string): string {
  return attempt(folder, () => readFileSync(path, 'utf8'));
}

function replace({ path, content }: Placed, folder: string): void {
  attempt(folder, () => {
    replaceFile(path)((descriptor) => writeSync(descriptor, content));
  });
}

function attempt<Result>(folder: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw new UsageError('CANNOT_WRITE', `Nothing can be written to "${folder}": ${sentenceOf(error)}`, { cause: error });
  }
}

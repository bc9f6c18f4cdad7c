import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ALL, allChecks, DEFAULT, OWN, OWN_NAME } from '../../checks/index.ts';
import { RefusedError, UsageError } from '../../errors.ts';
import { fileWord, printable } from '../../model/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { calledAs } from '../called-as.ts';
import { databaseHint } from '../database-hint.ts';
import { sqlFiles, typeScriptFiles } from '../new-check-files.ts';
import { configOf, jsonText, pathFrom, writeNew } from '../new-files.ts';
import type { DatabaseFlags, GlobalFlags } from '../options.ts';
import { repeatedFlags } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `new-check`. */
export interface NewCheckFlags extends DatabaseFlags, GlobalFlags {
  readonly sql?: boolean;
  readonly dir: string;
}

/** Writes the files of a new check. */
export async function newCheck(id: string, flags: NewCheckFlags, terminal: Terminal): Promise<void> {
  if (!OWN_NAME.test(id)) {
    throw new UsageError(
      'BAD_ID',
      `"${id}" is no id for a check: write lower-case words with hyphens between them, such as "order-total".`,
    );
  }
  const isSql = flags.sql === true;
  const workspace = await Workspace.open(flags);
  const own = workspace.settings.checks ?? [];
  const names = [ALL, DEFAULT, OWN, ...allChecks(own).flatMap((check) => [check.id, check.group])];
  if (names.includes(id)) throw new UsageError('NAME_TAKEN', `There is a check or a group "${id}" already: choose another id.`);
  const files = (isSql ? sqlFiles(id) : typeScriptFiles(id)).map(({ name, content }) => ({ path: join(flags.dir, name), content }));
  const [taken] = files.filter(({ path }) => existsSync(path));
  if (taken !== undefined) {
    throw new RefusedError('FILE_EXISTS', `The file "${taken.path}" is there already: nothing was written. Choose another id or --dir.`);
  }
  writeNew(files, flags.dir);
  for (const { path } of files) terminal.print(`Wrote ${printable(path)}`);
  terminal.print(isSql ? sqlHint(id, flags) : typeScriptHint(id, flags));
  terminal.print(
    `\nNext: write its query, then ${calledAs()} doctor${flags.database === undefined ? await databaseHint(workspace, null) : ''}${repeatedFlags(flags).database}   (tells whether your database understands it)`,
  );
}

function typeScriptHint(id: string, flags: NewCheckFlags): string {
  const name = `${id.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Check`;
  return `
Name it in ${configOf(flags, 'ts')}:

  import { defineConfig } from 'peerquest-audit';
  import ${name} from ${sourceText(`${pathFrom(flags)}/${id}.ts`)};

  export default defineConfig({ checks: [${name}] });

${testHint(id, 'ts', flags)}`;
}

function sqlHint(id: string, flags: NewCheckFlags): string {
  return `
Name it in ${configOf(flags, 'json')}, unless a pattern there does already:

  { "sqlChecks": [${jsonText(`${pathFrom(flags).replace(/^\.\//, '')}/*.sql`)}] }

${testHint(id, 'mjs', flags)}`;
}

function testHint(id: string, form: 'ts' | 'mjs', flags: NewCheckFlags): string {
  const trust = flags.trustConfig === true ? ' --trust-config' : '';
  return `Run its test: ${calledAs()} test ${fileWord(join(flags.dir, `${id}.test.${form}`))}${trust}`;
}

/** A text as TypeScript has it, in the quotes of this project where none stands in it. */
function sourceText(text: string): string {
  const json = jsonText(text);
  return /["'\\]/.test(json.slice(1, -1)) ? json : `'${json.slice(1, -1)}'`;
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { proposeChecks } from '../../audit/index.ts';
import { hyphened, idOf } from '../../checks/index.ts';
import { RefusedError } from '../../errors.ts';
import { printable } from '../../model/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { calledAs } from '../called-as.ts';
import { configOf, jsonText, pathFrom, writeNew } from '../new-files.ts';
import type { DatabaseFlags, GlobalFlags } from '../options.ts';
import { proposalsText } from '../proposals-text.ts';
import { repeatedFlags } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `new-check --table`. */
export interface ProposeFlags extends DatabaseFlags, GlobalFlags {
  readonly dir: string;
  readonly print?: boolean;
}

/** Proposes declared checks for a table, and writes them to a file or prints them. */
export async function propose(table: string, flags: ProposeFlags, terminal: Terminal): Promise<void> {
  const path = join(flags.dir, `${hyphened(table) || 'table'}.yaml`);
  if (flags.print !== true && existsSync(path)) {
    throw new RefusedError('FILE_EXISTS', `The file "${path}" is there already: nothing was written. Choose another --dir, or --print.`);
  }
  const workspace = await Workspace.open(flags);
  const taken = new Set((workspace.settings.checks ?? []).map(({ id }) => id));
  const { address } = await workspace.database();
  const proposals = (await proposeChecks(address, table)).filter(({ declaration }) => !taken.has(idOf(declaration)));
  if (proposals.length === 0) {
    terminal.print(
      `Nothing is proposed for ${printable(table)}: neither its names nor its rows suggest a rule that is not declared already.`,
    );
    return;
  }
  const text = await proposalsText(table, proposals);
  if (flags.print === true) {
    terminal.print(text.trimEnd(), 'data');
    return;
  }
  writeNew([{ path, content: text }], flags.dir);
  const pattern = `${pathFrom(flags).replace(/^\.\//, '')}/*.yaml`;
  terminal.print(`Wrote ${printable(path)}: ${proposals.length} ${proposals.length === 1 ? 'check' : 'checks'}

Read it, and delete what is not meant to hold. Name it in ${configOf(flags, 'json')}, unless a pattern there does already:

  { "checks": [${jsonText(pattern)}] }

Next: ${calledAs()}${repeatedFlags(flags).database} --only own --detailed   (what they find)`);
}

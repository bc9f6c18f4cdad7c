import { UsageError } from '../../errors.ts';
import { asDjango, asMembers, asSql, assess, type Prevention } from '../../prevent/index.ts';
import { answerJson } from '../../report/index.ts';
import { refuseOverwriting, Workspace } from '../../workspace/index.ts';
import { repeatedFlags } from '../resolve-options.ts';
import type { DatabaseFlags, GlobalFlags } from '../options.ts';
import { fileOutput, streamOutput } from '../../output.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `prevent`. */
export interface PreventFlags extends DatabaseFlags, GlobalFlags {
  readonly format: 'sql' | 'django' | 'json';
  readonly app?: string;
  readonly output?: string;
}

/** Prints the constraints, or writes them to a file. */
export async function runPrevent(flags: PreventFlags, terminal: Terminal): Promise<void> {
  const { format, app, output } = flags;
  if (app !== undefined && format !== 'django') {
    throw new UsageError('APP_WITHOUT_DJANGO', '--app chooses among migrations: it needs --format django.');
  }
  const workspace = await Workspace.open(flags);
  const { address } = await workspace.database();
  await refuseOverwriting({ '--output': output }, workspace);
  const out = output === undefined || output === '-' ? streamOutput(terminal.stdout) : fileOutput(output);
  try {
    const prevention = await assess(address);
    const { program, database } = repeatedFlags({ ...flags, format: undefined });
    out.write(textOf(prevention, format, app ?? null, `${program}${database}`));
    await out.finish();
  } catch (error) {
    out.discard();
    throw error;
  }
}

function textOf(prevention: Prevention, format: PreventFlags['format'], app: string | null, again: string): string {
  switch (format) {
    case 'sql':
      return asSql(prevention, again);
    case 'django':
      return asDjango(prevention, app, again);
    case 'json':
      return `${answerJson(asMembers(prevention))}\n`;
  }
}

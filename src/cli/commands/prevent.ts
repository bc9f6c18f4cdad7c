import { UsageError } from '../../errors.ts';
import { asDjango, asSql, assess } from '../../prevent/index.ts';
import { refuseOverwriting, Workspace } from '../../workspace/index.ts';
import type { DatabaseFlags, GlobalFlags } from '../options.ts';
import { fileOutput, streamOutput } from '../output.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `prevent`. */
export interface PreventFlags extends DatabaseFlags, GlobalFlags {
  readonly format: 'sql' | 'django';
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
    out.write(format === 'sql' ? asSql(prevention) : asDjango(prevention, app ?? null));
    await out.finish();
  } catch (error) {
    out.discard();
    throw error;
  }
}

import type { Settings } from '../config/index.ts';
import { Workspace } from '../workspace/index.ts';
import type { ConfigFlags } from './options.ts';

/** The settings of the configuration file, where there is one. */
export async function readSettings(flags: ConfigFlags): Promise<Settings> {
  return (await Workspace.open(flags)).settings;
}

import { configFileOf, readConfigFile, type Environment, type Settings } from '../config/index.ts';
import { library } from './library.ts';
import { trusts, type WorkspaceWish } from './wish.ts';

/** The settings of the configuration file, where there is one; with its name, and whether files of other users are trusted. */
export async function readSettings(wish: WorkspaceWish, environment: Environment): Promise<Settings> {
  const { config } = wish;
  const trust = trusts(wish, environment);
  const settings = await readConfigFile(config ?? null, trust, library);
  const file = configFileOf(config ?? null);
  return { ...settings, ...(file === undefined ? {} : { file }), trust };
}

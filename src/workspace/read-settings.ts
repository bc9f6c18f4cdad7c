import { configFileOf, readConfigFile, type Environment, type Settings } from '../config/index.ts';
import type { WorkspaceWish } from './wish.ts';

/** The settings of the configuration file, where there is one; with its name, and whether files of other users are trusted. */
export async function readSettings({ config, trustConfig }: WorkspaceWish, environment: Environment): Promise<Settings> {
  const trust = trustConfig === true || environment['PEERQUEST_AUDIT_TRUST_CONFIG'] === '1';
  const settings = await readConfigFile(config ?? null, trust, () => import('../index.ts'));
  const file = configFileOf(config ?? null);
  return { ...settings, ...(file === undefined ? {} : { file }), trust };
}

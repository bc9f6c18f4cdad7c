import { configFileOf, readConfigFile, type Settings } from '../config/index.ts';
import type { ConfigFlags } from './options.ts';

/** The settings of the configuration file, where there is one; with its name, and whether files of other users are trusted. */
export async function readSettings({ config, trustConfig }: ConfigFlags): Promise<Settings> {
  const trust = trustConfig === true || process.env['PEERQUEST_AUDIT_TRUST_CONFIG'] === '1';
  const settings = await readConfigFile(config ?? null, trust);
  const file = configFileOf(config ?? null);
  return { ...settings, ...(file === undefined ? {} : { file }), trust };
}

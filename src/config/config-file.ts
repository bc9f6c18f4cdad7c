import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { AuditToolError, sentenceOf, UsageError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { Settings } from './settings.ts';

/** Names under which a configuration file is found by itself, in the current folder. */
const NAMES = ['peerquest-audit.config.ts', 'peerquest-audit.config.js', 'peerquest-audit.config.json'];

/**
 * Reads the configuration file, if there is one. The libraries for it are loaded only then: they take longer than an
 * audit of a small database.
 *
 * @param named the file that `--config` names, or null to look for one
 * @throws UsageError naming the file and the setting that is wrong
 */
export async function readConfigFile(named: string | null): Promise<Settings> {
  const file = named === null ? NAMES.find((name) => existsSync(name)) : named;
  if (file === undefined) return {};
  if (!existsSync(file)) {
    throw new UsageError('NO_CONFIG_FILE', `There is no configuration file "${file}": check the path after --config.`);
  }
  const { settingsSchema } = await import('./settings.ts');
  const result = settingsSchema.safeParse(await load(file));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const [near] = nearest(key, Object.keys(settingsSchema.shape));
    throw new UsageError(
      'BAD_CONFIG',
      `The configuration file "${file}" has an unknown setting "${key}"${near === undefined ? '' : `: did you mean "${near}"?`}`,
    );
  }
  const where = issue === undefined || issue.path.length === 0 ? 'its content' : `"${issue.path.join('.')}"`;
  throw new UsageError(
    'BAD_CONFIG',
    `The configuration file "${file}" has a mistake in ${where}: ${issue?.message ?? 'it cannot be read'}.`,
  );
}

async function load(file: string): Promise<unknown> {
  const { loadConfig } = await import('c12');
  try {
    const { config } = await loadConfig({
      configFile: resolve(file),
      rcFile: false,
      globalRc: false,
      packageJson: false,
      dotenv: false,
      envName: false,
      extend: false,
      giget: false,
    });
    return config;
  } catch (error) {
    if (error instanceof AuditToolError) throw error;
    throw new UsageError('BAD_CONFIG', `The configuration file "${file}" cannot be read: ${sentenceOf(error).split('\n')[0] ?? ''}`, {
      cause: error,
    });
  }
}

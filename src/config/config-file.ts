import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { allChecks, requireKnown, type Check } from '../checks/index.ts';
import { AuditToolError, sentenceOf, UsageError } from '../errors.ts';
import { mistake } from './mistake.ts';
import type { Settings } from './settings.ts';

/** Names under which a configuration file is found by itself, in the current folder. */
const NAMES = ['peerquest-audit.config.ts', 'peerquest-audit.config.js', 'peerquest-audit.config.json'];

/** Settings that name checks and groups. */
const CHOOSING = ['only', 'skip', 'groups'] as const;

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
  const content = await load(file);
  const result = settingsSchema.safeParse(content);
  if (!result.success) {
    throw mistake(`The configuration file "${file}"`, result.error, content, Object.keys(settingsSchema.shape), 'setting');
  }
  const { checks, sqlChecks, ...rest } = result.data;
  const brings = checks !== undefined || sqlChecks !== undefined;
  const settings: Settings = brings ? { ...rest, checks: await own(file, checks, sqlChecks) } : rest;
  const there = allChecks(settings.checks ?? []);
  for (const setting of CHOOSING) {
    requireKnown(settings[setting] ?? [], `the setting "${setting}" of the configuration file "${file}"`, there);
  }
  return settings;
}

async function own(file: string, checks: readonly unknown[] = [], sqlChecks: readonly string[] = []): Promise<readonly Check[]> {
  const { ownChecks } = await import('./own-checks.ts');
  return ownChecks(file, checks, sqlChecks);
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
      jitiOptions: {
        tryNative: false,
        // It would be read back, and run, from a folder that other users of the machine may write to.
        fsCache: false,
        moduleCache: false,
        // An import of this package means this very program, wherever it is installed.
        virtualModules: { 'peerquest-audit': await import('../index.ts') },
      },
    });
    return config;
  } catch (error) {
    if (error instanceof AuditToolError) throw error;
    throw new UsageError('BAD_CONFIG', `The configuration file "${file}" cannot be read: ${sentenceOf(error).split('\n')[0] ?? ''}`, {
      cause: error,
    });
  }
}

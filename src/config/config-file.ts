import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { allChecks, requireKnown, type Check } from '../checks/index.ts';
import { AuditToolError, sentenceOf, UsageError } from '../errors.ts';
import { mistake } from '../mistake.ts';
import type { Settings } from './settings.ts';
import { refuseForeign } from './trust.ts';

/** Names under which a configuration file is found by itself, in the current folder. */
const NAMES = ['peerquest-audit.config.ts', 'peerquest-audit.config.js', 'peerquest-audit.config.json'];

/** A configuration is short: a file that is longer is something else, and would fill the memory. */
const LONGEST = 4 << 20;

/** This package's door, as the file imports it: this folder is behind that door itself. */
export type Library = () => Promise<object>;

/** Settings that name checks and groups. */
const CHOOSING = ['only', 'skip', 'groups'] as const;

/** The configuration file that is read: the one that is named, else one in the current folder; undefined where there is none. */
export function configFileOf(named: string | null): string | undefined {
  return named ?? NAMES.find((name) => existsSync(name));
}

/**
 * Reads the configuration file, if there is one. The libraries for it are loaded only then: they take longer than an
 * audit of a small database.
 *
 * @param named the file that `--config` names, or null to look for one
 * @param trust whether files of other users are trusted
 * @param library what an import of this package in the file means, asked only when there is a file
 * @throws UsageError naming the file and the setting that is wrong
 * @throws RefusedError for a file of another user
 */
export async function readConfigFile(named: string | null, trust: boolean, library: Library): Promise<Settings> {
  const file = configFileOf(named);
  if (file === undefined) return {};
  if (!existsSync(file)) {
    throw new UsageError('NO_CONFIG_FILE', `There is no configuration file "${file}": check the path after --config.`);
  }
  refuseForeign(file, 'The configuration file', trust);
  refuseOddFile(file);
  const { settingsSchema } = await import('./settings.ts');
  const content = await load(file, library);
  const result = settingsSchema.safeParse(content);
  if (!result.success) {
    throw mistake(`The configuration file "${file}"`, result.error, content, Object.keys(settingsSchema.shape), 'setting');
  }
  const { checks, sqlChecks, ...rest } = result.data;
  const brings = checks !== undefined || sqlChecks !== undefined;
  const settings: Settings = brings ? { ...rest, checks: await own(file, trust, checks, sqlChecks) } : rest;
  const there = allChecks(settings.checks ?? []);
  for (const setting of CHOOSING) {
    requireKnown(settings[setting] ?? [], `the setting "${setting}" of the configuration file "${file}"`, there);
  }
  return settings;
}

async function own(
  file: string,
  trust: boolean,
  checks: readonly unknown[] = [],
  sqlChecks: readonly string[] = [],
): Promise<readonly Check[]> {
  const { ownChecks } = await import('./own-checks.ts');
  return ownChecks(file, checks, sqlChecks, trust);
}

/** A pipe might never be written to, a device never end. */
function refuseOddFile(file: string): void {
  const found = statSync(file);
  const reason = !found.isFile() ? 'it is no file' : found.size > LONGEST ? `it is longer than ${LONGEST >> 20} MiB` : null;
  if (reason !== null) throw new UsageError('BAD_CONFIG', `The configuration file "${file}" cannot be read: ${reason}.`);
}

async function load(file: string, library: Library): Promise<unknown> {
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
        virtualModules: { 'peerquest-audit': await library() },
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

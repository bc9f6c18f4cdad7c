import { existsSync } from 'node:fs';
import { allChecks, requireKnown, requireShares, type Check } from '../checks/index.ts';
import { UsageError } from '../errors.ts';
import { mistake, withPlace, type Holder } from '../mistake.ts';
import { inWords } from '../zod-words.ts';
import { configContent, type Library } from './config-content.ts';
import type { Bringing } from './own-checks.ts';
import type { Settings } from './settings.ts';

/** Names under which a configuration file is found by itself, in the current folder. */
const NAMES = ['peerquest-audit.config.ts', 'peerquest-audit.config.js', 'peerquest-audit.config.json'];

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
  const { content, text } = await configContent(file, trust, library);
  const { settingsSchema } = await import('./settings.ts');
  const { placeIn } = await import('./place/place-in.ts');
  requireNoProto(content, file);
  const result = settingsSchema.safeParse(content, { error: inWords });
  const holder: Holder = { what: `The configuration file "${file}"`, placeOf: (path) => placeIn(file, text, path) };
  if (!result.success) {
    throw mistake(holder, result.error, content, Object.keys(settingsSchema.shape), 'setting');
  }
  const { checks, sqlChecks, ...rest } = result.data;
  const brings = checks !== undefined || sqlChecks !== undefined;
  const settings: Settings = brings ? { ...rest, checks: await own({ ...holder, file, trust, library }, checks, sqlChecks) } : rest;
  const there = allChecks(settings.checks ?? []);
  for (const setting of CHOOSING) {
    requireKnown(settings[setting] ?? [], settingOf(setting, file, holder), there);
  }
  const { overrides = {} } = settings;
  const where = settingOf('overrides', file, holder);
  requireKnown(Object.keys(overrides), where, there);
  requireShares(there, overrides, `The${where.slice(3)}`);
  if (settings.jobs !== undefined) {
    // What reads a schedule is loaded only where there is one.
    const { requireJobs } = await import('./require-jobs.ts');
    requireJobs(settings, holder, there);
  }
  return settings;
}

/**
 * A record whose keys are checked loses a member of this name, whatever it says.
 *
 * @throws UsageError
 */
function requireNoProto(content: unknown, file: string): void {
  const { overrides } = (content ?? {}) as { readonly overrides?: unknown };
  if (typeof overrides !== 'object' || overrides === null || !Object.hasOwn(overrides, '__proto__')) return;
  throw new UsageError(
    'BAD_CONFIG',
    `The setting "overrides" of the configuration file "${file}" names "__proto__", which is no check: take it out.`,
  );
}

/** A setting with its place, within a sentence. */
function settingOf(name: string, file: string, holder: Holder): string {
  return withPlace(`the setting "${name}" of the configuration file "${file}"`, holder, [name]);
}

async function own(config: Bringing, checks: readonly unknown[] = [], sqlChecks: readonly string[] = []): Promise<readonly Check[]> {
  const { ownChecks } = await import('./own-checks.ts');
  return ownChecks(config, checks, sqlChecks);
}

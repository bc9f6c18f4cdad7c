import type { SettingsFile } from './settings.ts';

/** Declares the content of a configuration file. Only a typed identity: an editor then knows the settings. */
export function defineConfig(settings: SettingsFile): SettingsFile {
  return settings;
}

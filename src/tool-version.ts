import packageJson from '../package.json' with { type: 'json' };

/** Written in by the build (scripts/commit.mjs), and nowhere else. */
declare const BUILT_FROM: string | undefined;

/** The version in package.json. */
export const toolVersion: string = packageJson.version;

/** The version with the commit it was built from; without one where git did not know it, and in sources that nobody has built. */
export const fullVersion: string = typeof BUILT_FROM === 'string' ? `${toolVersion} (${BUILT_FROM})` : toolVersion;

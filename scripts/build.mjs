// Bundles the program: a start from a few files takes half the time of one from several hundred.
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { billOfMaterials, licenceList } from './bill-of-materials.mjs';
import { fewFiles, nothingStarted } from './bundle-plugins.mjs';
import { commit } from './commit.mjs';

// The declarations and the dashboard are other scripts'.
for (const entry of await readdir('dist').catch(() => []))
  if (entry !== 'types' && entry !== 'web') await rm(join('dist', entry), { recursive: true });
const builtFrom = commit();
/** Bundled CommonJS packages ask for Node's own modules with require. */
const BANNER = "import { createRequire as createNodeRequire } from 'node:module'; const require = createNodeRequire(import.meta.url);";
const { metafile } = await build({
  metafile: true,
  entryPoints: {
    'peerquest-audit': 'src/cli/bin/peerquest-audit.ts',
    audit_application_participant_sync: 'src/cli/bin/audit_application_participant_sync.ts',
    update_quest_xp: 'src/cli/bin/update_quest_xp.ts',
    'progress-worker': 'src/cli/progress-worker.ts',
    'run-worker': 'src/daemon/worker/run-worker.ts',
    'explain-worker': 'src/daemon/worker/explain-worker.ts',
    'block-thread': 'src/history/block-thread.ts',
    index: 'src/index.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Half the size. Functions and classes keep their names: a stack and an error are told by them.
  minify: true,
  keepNames: true,
  define: builtFrom === null ? {} : { BUILT_FROM: JSON.stringify(builtFrom) },
  // Native or loaded only now and then: they stay packages.
  external: [
    ...['better-sqlite3', 'cli-progress', 'dotenv', 'jiti', 'mysql2', 'pg'],
    // What only the service needs.
    ...['croner', 'fastify', 'nodemailer', 'openid-client', 'pino', 'prom-client'],
  ],
  banner: { js: BANNER },
  plugins: [fewFiles, nothingStarted],
  // That a file is reached is all that a road is for.
  logOverride: { 'ignored-bare-import': 'silent' },
  logLevel: 'warning',
});
for (const file of Object.keys(metafile.outputs)) await withoutNeedless(file);
await chmod('dist/peerquest-audit.js', 0o755);
await chmod('dist/audit_application_participant_sync.js', 0o755);
await chmod('dist/update_quest_xp.js', 0o755);
const bundled = bundledPackages([...Object.keys(metafile.inputs), ...(await packagesOfPages())]);
await writeFile('dist/THIRD-PARTY-LICENSES.txt', await licencesOf(bundled));
const bill = billOfMaterials(bundled);
await writeFile('dist/sbom.cdx.json', `${JSON.stringify(bill)}\n`);
await writeFile('dist/licences.txt', licenceList(bill));

/** Takes the banner away where nothing asks for it: esbuild puts what does into one file. */
async function withoutNeedless(file) {
  const text = await readFile(file, 'utf8');
  if (!text.includes('typeof require')) await writeFile(file, text.replace(`${BANNER}\n`, ''));
}

/** The packages whose code is in the dashboard, which is built before (web/vite.config.ts); none where it is not. */
async function packagesOfPages() {
  return JSON.parse(await readFile('dist/web/packages.json', 'utf8').catch(() => '[]'));
}

/** The folders of the packages that these files are of. */
function bundledPackages(files) {
  return [...new Set(files.flatMap((file) => file.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []))].sort();
}

/**
 * The licence of every package whose code is part of the bundle: MIT and ISC ask that it goes wherever the code goes.
 * A package without a licence file ends the build.
 */
async function licencesOf(folders) {
  const texts = [];
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    // What a package has itself taken in is named in a file among its own.
    const found = (await readdir(folder, { recursive: true })).filter((each) =>
      /(^|[\\/])(third-party-)?licen[cs]es?(\.\w+)?$/i.test(each),
    );
    if (!found.some((each) => /^licen[cs]e/i.test(each))) throw new Error(`${name} is bundled, but brings no licence file.`);
    texts.push(`${'-'.repeat(80)}\n${name} ${version} (${license})\n`);
    for (const each of found.sort()) texts.push(`${(await readFile(join(folder, each), 'utf8')).trim()}\n`);
  }
  // What stands in pages.
  texts.push(`${'-'.repeat(80)}\n${await readFile('src/report/html/licences.txt', 'utf8')}`);
  return texts.join('\n');
}

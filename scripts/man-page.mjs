// Writes dist/peerquest-audit.1.gz, the manual page, from the program's own help.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const folder = await mkdtemp(join(tmpdir(), 'peerquest-man-'));
try {
  await build({
    stdin: {
      contents: `import { manPage } from './src/cli/man-page.ts';
        import { programWith } from './src/cli/program.ts';
        import { processTerminal } from './src/cli/terminal.ts';
        export const page = manPage(programWith(processTerminal()));`,
      resolveDir: process.cwd(),
    },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    // What a command does is read when it runs: here none does.
    splitting: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['better-sqlite3', 'cli-progress', 'dotenv', 'jiti', 'mysql2', 'pg'],
    banner: { js: "import { createRequire as createNodeRequire } from 'node:module'; const require = createNodeRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  const { page } = await import(pathToFileURL(join(folder, 'stdin.mjs')).href);
  await writeFile('dist/peerquest-audit.1.gz', gzipSync(page, { level: 9 }));
} finally {
  await rm(folder, { recursive: true });
}

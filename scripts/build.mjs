// Bundles the program: a start from a few files takes half the time of one from several hundred.
import { rm, chmod } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: {
    'peerquest-audit': 'src/cli/bin/peerquest-audit.ts',
    audit_application_participant_sync: 'src/cli/bin/audit_application_participant_sync.ts',
    update_quest_xp: 'src/cli/bin/update_quest_xp.ts',
    'progress-worker': 'src/cli/progress-worker.ts',
    index: 'src/index.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Native or loaded only now and then: they stay packages.
  external: ['better-sqlite3', 'c12', 'cli-progress', 'dotenv', 'jiti', 'mysql2', 'pg'],
  // Bundled CommonJS packages ask for Node's own modules with require.
  banner: { js: "import { createRequire as createNodeRequire } from 'node:module'; const require = createNodeRequire(import.meta.url);" },
  logLevel: 'warning',
});
await chmod('dist/peerquest-audit.js', 0o755);
await chmod('dist/audit_application_participant_sync.js', 0o755);
await chmod('dist/update_quest_xp.js', 0o755);

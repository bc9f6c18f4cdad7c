import { run } from '../servers/processes.ts';

/** Each project loads this file for itself, in the same process. */
const everywhere = globalThis as { isBuilt?: boolean };

/** End-to-end tests run the built program, and open the built pages: both are built once, from what stands in the tree now. */
export default function setup(): void {
  if (everywhere.isBuilt === true) return;
  everywhere.isBuilt = true;
  run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--config', 'web/vite.config.ts', '--logLevel', 'error']);
  run(process.execPath, ['scripts/build.mjs']);
}

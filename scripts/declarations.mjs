// Writes the library's declarations into dist/types. Where development dependencies were left out there is no compiler: the program
// runs without them.
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';

const compiler = find('typescript/bin/tsc');
if (compiler === null) console.error('No declarations were written: typescript is not installed.');
else {
  await rm('dist/types', { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.types.json'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
  const { pruneDeclarations } = await import('./prune-declarations.mjs');
  pruneDeclarations('dist/types/src/index.d.ts');
}

function find(name) {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return null;
  }
}

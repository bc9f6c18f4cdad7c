import { join, resolve } from 'node:path';

/** What every part that is loaded late reaches: an audit, and where the command line loads it, the command line. */
const ROADS = { library: ['src/audit/index.ts'], cli: ['src/audit/index.ts', 'src/cli/program.ts', 'src/cli/commands/audit.ts'] };

/**
 * A plugin that puts what an ordinary run loads into few files. A file of the bundle holds what the same entries reach, and every part that is
 * loaded late is an entry: of the sources that nearly all of them share, each would come to lie in a file of its own. So all of them reach the
 * same here. Nothing is run for being reached.
 */
export const sharedRoads = {
  name: 'shared-roads',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) =>
      kind === 'dynamic-import' ? { path: join(resolveDir, path), namespace: isOfCli(resolveDir) ? 'cli' : 'library' } : undefined,
    );
    for (const [namespace, road] of Object.entries(ROADS)) {
      const reached = road.map((file) => `import ${JSON.stringify(resolve(file))};\n`).join('');
      onLoad({ filter: /./, namespace }, ({ path }) => ({ contents: `${reached}export * from ${JSON.stringify(path)};`, resolveDir: '.' }));
    }
  },
};

function isOfCli(folder) {
  return folder.startsWith(resolve('src/cli'));
}

/** A plugin that leaves out what starts programs: commander would for commands that are programs of their own, of which there are none here. */
export const nothingStarted = {
  name: 'nothing-started',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes('commander') ? { path: 'none', namespace: 'none' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'none' }, () => ({ contents: '' }));
  },
};

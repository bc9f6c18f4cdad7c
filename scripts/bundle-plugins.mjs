import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** What an ordinary run reads of the library, and of the command line: whoever loads a part late has read this before. */
const LIBRARY = [
  ...['audit', 'fan-out', 'settled-request'].map((file) => `src/audit/${file}.ts`),
  ...['src/output.ts', 'src/config/secret.ts', 'src/report/in-one-sentence.ts', 'src/report/load-reporter.ts', 'src/service/rule-in.ts'],
  ...['acknowledgements', 'manifest', 'refuse-overwriting', 'workspace'].map((file) => `src/workspace/${file}.ts`),
  ...['store', 'recorder', 'history-recorder'].map((file) => `src/history/${file}.ts`),
  ...['answer-shape', 'catalog', 'hold', 'row-image', 'table-schema', 'write-session'].map((file) => `src/database/${file}.ts`),
];
/** What is called wrongly, or asks for help, needs nothing of a run. */
const ROAD_OF = { 'command-line': [], commands: ['src/cli/main.ts', 'src/cli/command-line.ts'] };
const ROADS = { library: LIBRARY, cli: [...LIBRARY, ...ROAD_OF.commands, 'src/cli/commands/audit.ts'] };

/** What starts a process or a thread with all of the library. */
const STARTS = ['src/index.ts', 'src/daemon/worker/run-worker.ts', 'src/daemon/worker/explain-worker.ts'].map((file) => resolve(file));

/** Parts that are loaded late, but with each other: what is named so lies in one file of the bundle. */
const TOGETHER = {
  'command-line': ['src/cli/main.ts', 'src/cli/command-line.ts'],
  commands: ['src/cli/program.ts'],
  history: ['src/history/store.ts', 'src/history/history-recorder.ts', 'src/history/read-acknowledgements.ts'],
  ...Object.fromEntries(['sqlite', 'postgres', 'mysql'].map((engine) => [engine, partsOfEngine(`src/database/${engine}`)])),
};
const GROUPS = new Map(Object.entries(TOGETHER).flatMap(([group, files]) => files.map((file) => [resolve(file), group])));

/**
 * A plugin that has a run read few files and little of them: each costs a start a millisecond, and so does every 20 KB.
 *
 * A file of the bundle holds what the same entries reach, and every part that is loaded late is an entry: of the sources that nearly all of them
 * share, each would come to lie in a file of its own. So all of them reach the same here; nothing is run for being reached. And what is
 * imported from a folder's door, its `index.ts`, comes from the file that has it: a source reaches all that a door names, whether it asks for
 * it or not, and each run would read nearly everything.
 */
export const fewFiles = {
  name: 'few-files',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) =>
      kind === 'dynamic-import' ? { path: join(resolveDir, path), namespace: isOfCli(resolveDir) ? 'cli' : 'library' } : undefined,
    );
    for (const [road, files] of Object.entries(ROADS)) {
      onLoad({ filter: /./, namespace: road }, ({ path }) => ({
        contents: `${reaching(files)}export * from ${JSON.stringify(path)};`,
        resolveDir: '.',
      }));
    }
    onResolve({ filter: /^together:/ }, ({ path }) => ({ path: path.replace('together:', ''), namespace: 'together' }));
    onLoad({ filter: /./, namespace: 'together' }, ({ path }) => ({
      contents: reaching(ROAD_OF[path] ?? LIBRARY) + TOGETHER[path].map(handedOn).join(''),
      resolveDir: '.',
    }));
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/, namespace: 'file' }, ({ path }) => ({
      contents: (STARTS.includes(path) ? reaching(LIBRARY) : '') + led(readFileSync(path, 'utf8'), dirname(path)),
      loader: 'ts',
    }));
  },
};

function isOfCli(folder) {
  return folder.startsWith(resolve('src/cli'));
}

function reaching(files) {
  return files.map((file) => `import ${JSON.stringify(resolve(file))};\n`).join('');
}

/** What an engine's code loads late, but what is for when its driver cannot be loaded, or needs none. */
function partsOfEngine(folder) {
  const late = ['engine.ts', 'open.ts'].flatMap((file) => [
    ...readFileSync(join(folder, file), 'utf8').matchAll(/import\('\.\/([\w-]+\.ts)'\)/g),
  ]);
  const names = new Set(late.map(([, name]) => name));
  return [...names].filter((name) => !['run-dump.ts', 'store-trouble.ts'].includes(name)).map((name) => join(folder, name));
}

function handedOn(file) {
  return `export * as ${nameOf(file)} from ${JSON.stringify(resolve(file))};\n`;
}

function nameOf(file) {
  return file
    .replace(/^.*[\\/]/, '')
    .replace(/\.ts$/, '')
    .replaceAll('-', '_');
}

/** A source whose imports lead past doors, and to what lies together. */
function led(source, folder) {
  return source
    .replace(/^import \{([^}]*)\} from '(\.[^']*\/index\.ts)';$/gm, (_, names, door) =>
      valuesOf(names)
        .map(({ name, as }) => {
          const found = behind(name, resolve(folder, door));
          return `import { ${found.name} as ${as} } from ${JSON.stringify(found.file)};`;
        })
        .join(' '),
    )
    .replace(/\bimport\('(\.[^']*)'\)/g, (loading, path) => {
      const file = resolve(folder, path);
      const group = GROUPS.get(file);
      return group === undefined ? loading : `import('together:${group}').then((together) => together.${nameOf(file)})`;
    });
}

/** What is behind a name that a file exports: the file itself, unless it only hands it on. */
function behind(name, file) {
  for (const [, names, from] of readFileSync(file, 'utf8').matchAll(/^export \{([^}]*)\} from '(\.[^']*)';$/gm)) {
    const handed = valuesOf(names).find(({ as }) => as === name);
    if (handed !== undefined) return behind(handed.name, resolve(dirname(file), from));
  }
  return { name, file };
}

/** The names in the braces of an import or export, but those of types. */
function valuesOf(names) {
  return names
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '' && !each.startsWith('type '))
    .map((each) => {
      const [name, as = name] = each.split(' as ');
      return { name, as };
    });
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

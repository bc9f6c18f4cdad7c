import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit001, writeDatabase } from '../src/demo/index.ts';
import { temporaryFolder } from './support/cli.ts';
import { namelessTypes } from './support/public-types.ts';

/** The compiler's work is slow on a machine that has other work. */
const PATIENCE = 300_000;

describe('the package, packed and installed by a strict project', () => {
  const folder = temporaryFolder();
  const packed = folder.file('node_modules/peerquest-audit');
  let files: readonly string[] = [];

  beforeAll(() => {
    execFileSync(process.execPath, ['scripts/declarations.mjs']);
    const [tarball] = JSON.parse(
      execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder.path], { encoding: 'utf8' }),
    ) as readonly { readonly filename: string; readonly files: readonly { readonly path: string }[] }[];
    if (tarball === undefined) throw new Error('Nothing was packed.');
    files = tarball.files.map(({ path }) => path);
    mkdirSync(packed, { recursive: true });
    execFileSync('tar', ['-xzf', join(folder.path, tarball.filename), '--strip-components=1', '-C', packed]);
    const { dependencies } = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8')) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    for (const name of [...Object.keys(dependencies), '@types/node']) {
      const link = folder.file(`node_modules/${name}`);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(resolve('node_modules', name), link);
    }
    writeFileSync(folder.file('package.json'), '{ "type": "module", "private": true }');
  }, PATIENCE);
  afterAll(() => {
    folder.remove();
  });

  /** The programs of the page about the library. */
  const programs = (): readonly string[] =>
    [...readFileSync(join(packed, 'docs/library.md'), 'utf8').matchAll(/```js\n(.*?)```/gs)].map(([, program = '']) => program);

  it('brings its declarations, the pages and nothing of the workshop', () => {
    expect(files).toContain('dist/types/src/index.d.ts');
    expect(files).toContain('docs/library.md');
    expect(files.filter((path) => /^(src|test|bench|scripts|node_modules|\.)/.test(path))).toEqual([]);
  });

  it(
    'compiles in it, without skipLibCheck, and so do the programs of its page',
    () => {
      const sources = programs().map((program, index) => {
        const name = `program-${index}.ts`;
        writeFileSync(folder.file(name), program);
        return name;
      });
      expect(sources).toHaveLength(3);
      const compilerOptions = {
        target: 'ES2023',
        module: 'NodeNext',
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        types: ['node'],
        noEmit: true,
      };
      writeFileSync(folder.file('tsconfig.json'), JSON.stringify({ compilerOptions, files: sources }));
      const { stdout, status } = spawnSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder.path], {
        encoding: 'utf8',
      });
      expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
    },
    PATIENCE,
  );

  it(
    'runs in it: the programs audit, repair, take back and report',
    () => {
      writeDatabase(folder.file('db.sqlite3'), true, (sink) => {
        for (const [table, rows] of audit001) sink(table, rows);
      });
      const [audited, repaired, reported] = programs().map((program, index) => {
        writeFileSync(folder.file(`program-${index}.mjs`), program);
        const { stdout, stderr, status } = spawnSync(process.execPath, [`program-${index}.mjs`], { cwd: folder.path, encoding: 'utf8' });
        expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
        return stdout;
      });
      expect(audited?.match(/^approved-without-participant /gm)).toHaveLength(3);
      expect(repaired).toContain('{ entities: 9, changes: 12 }');
      expect(repaired).toContain('taken back');
      expect(JSON.parse(reported ?? '')).toMatchObject({ summary: {} });
    },
    PATIENCE,
  );

  it(
    'names every type that a caller meets',
    () => {
      expect(namelessTypes(join(packed, 'dist/types/src/index.d.ts'))).toEqual([]);
    },
    PATIENCE,
  );
});

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
  let unpackedSize = Infinity;

  beforeAll(() => {
    execFileSync(process.execPath, ['scripts/man-page.mjs']);
    execFileSync(process.execPath, ['scripts/declarations.mjs']);
    const [tarball] = JSON.parse(
      execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder.path], { encoding: 'utf8' }),
    ) as readonly { readonly filename: string; readonly unpackedSize: number; readonly files: readonly { readonly path: string }[] }[];
    if (tarball === undefined) throw new Error('Nothing was packed.');
    unpackedSize = tarball.unpackedSize;
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

  const text = (path: string): string => readFileSync(join(packed, path), 'utf8');

  it('brings what runs, its declarations and papers, and the pages that it speaks of, and nothing else', () => {
    const kinds: readonly (readonly [RegExp, string])[] = [
      [/^dist\/[\w-]+\.js$/, 'dist/*.js'],
      [/^dist\/types\/src\/.*\.d\.ts$/, 'dist/types'],
      [/^dist\/web\/(?:assets\/[\w-]+\.(?:js|css|woff2)|[\w-]+\.(?:json|svg|html))$/, 'dist/web'],
      [/^examples\/shop\//, 'examples/shop'],
    ];
    const listed = new Set(files.map((path) => kinds.find(([pattern]) => pattern.test(path))?.[1] ?? path));
    // What a sentence of the program names is there to be read; the page about the library has the programs below.
    const programs = files.filter((path) => kinds[0]?.[0].test(path) === true).map(text);
    const named = programs.flatMap((program) => program.match(/\bdocs\/[a-z-]+\.md/g) ?? []);
    const papers = ['THIRD-PARTY-LICENSES.txt', 'licences.txt', 'peerquest-audit.1.gz', 'sbom.cdx.json'].map((name) => `dist/${name}`);
    const own = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', 'docs/library.md'];
    expect([...listed].sort()).toEqual([...new Set([...kinds.map(([, kind]) => kind), ...papers, ...own, ...named])].sort());
  });

  it('stays within 3 MB, unpacked', () => {
    expect(unpackedSize).toBeLessThan(3_000_000);
  });

  it('has a bill of materials: what is installed with it, and what is in it, by version and licence', () => {
    const bill = JSON.parse(text('dist/sbom.cdx.json')) as {
      readonly bomFormat: string;
      readonly components: readonly { readonly name: string; readonly version: string; readonly licenses?: readonly unknown[] }[];
    };
    expect(bill.bomFormat).toBe('CycloneDX');
    const { dependencies } = JSON.parse(text('package.json')) as { readonly dependencies: Readonly<Record<string, string>> };
    const versions = new Map(bill.components.map(({ name, version }) => [name, version]));
    for (const [name, version] of Object.entries({ ...dependencies, react: versions.get('react') })) {
      expect(`${name} ${versions.get(name)}`).toBe(`${name} ${version}`);
    }
    expect(versions.has('vitest')).toBe(false);
    expect(bill.components.filter(({ licenses = [] }) => licenses.length === 0)).toEqual([]);
    // Every package whose code is inside brings its licence's text, and the list names all.
    const list = text('dist/licences.txt');
    for (const [, inside = ''] of text('dist/THIRD-PARTY-LICENSES.txt').matchAll(/^-{80}\n(\S+ \d\S+) /gm))
      expect(list).toContain(`${inside}  `);
    expect(text('dist/sbom.cdx.json')).not.toMatch(/https?:\/\/(?!cyclonedx)/);
  });

  it('is run by npx, and says its version and the commit it was built from', () => {
    mkdirSync(folder.file('node_modules/.bin'));
    symlinkSync('../peerquest-audit/dist/peerquest-audit.js', folder.file('node_modules/.bin/peerquest-audit'));
    const { version } = JSON.parse(text('package.json')) as { readonly version: string };
    const { stdout, status } = spawnSync('npx', ['--offline', 'peerquest-audit', '--version'], { cwd: folder.path, encoding: 'utf8' });
    expect(
      { status, isSo: new RegExp(`^${version.replaceAll('.', '\\.')}(?: \\([0-9a-f]{10,}(?:-dirty)?\\))?\n$`).test(stdout) },
      stdout,
    ).toEqual({
      status: 0,
      isSo: true,
    });
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

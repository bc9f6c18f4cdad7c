import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import tailwind from 'tailwindcss';
import { defineConfig, type Plugin } from 'vite';
import tailwindConfig from './tailwind.config.ts';

// Whoever builds, tests too: the pages are those that are shipped.
process.env['NODE_ENV'] = 'production';

const OUT = resolve(import.meta.dirname, '../dist/web');

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/** Writes down what was built: the service hands out these files and no others (src/server/pages/built-files.ts). */
function listOfFiles(): Plugin {
  return {
    name: 'list-of-files',
    writeBundle(_options, bundle) {
      const listed = [...Object.keys(bundle), 'icon.svg'].map((name) => {
        const type = TYPES[name.slice(name.lastIndexOf('.') + 1)];
        if (type === undefined) throw new Error(`${name} is of a type that the service does not know: add it in web/vite.config.ts.`);
        return { path: `/${name}`, type };
      });
      writeFileSync(join(OUT, 'files.json'), JSON.stringify(listed));
      // Whose code it is, for the licences that go with it (scripts/build.mjs).
      const modules = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
      const packages = new Set(modules.flatMap((id) => /\/(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? []));
      writeFileSync(join(OUT, 'packages.json'), JSON.stringify([...packages].sort()));
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  css: { postcss: { plugins: [tailwind(tailwindConfig)] } },
  plugins: [listOfFiles()],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    // Nothing may stand in the page itself: the service's Content-Security-Policy allows none of it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // Those that know light-dark(): written out for others it is a tenth of all styles.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // What two pages share comes once and at first: thirty small files cost 12 kB of imports, and requests.
    // What of the model needs Node.js is left out with all that no page asks for.
    rolldownOptions: {
      external: /^node:/,
      treeshake: { moduleSideEffects: 'no-external' },
      output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } },
    },
  },
});

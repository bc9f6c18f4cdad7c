import { isBuiltin } from 'node:module';
import { extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createJiti, type Jiti, type JitiResolveOptions } from 'jiti';
import { regularText } from '../regular-file.ts';
import type { Library } from './config-content.ts';
import { refuseForeign } from './trust.ts';

/** A module is a text that a person or a bundler has written. */
const LONGEST = 64_000_000;

/** Where a module names another one, as a text that stands there as it is. What comments and texts hold is taken for code: that is to the safe side. */
const IMPORT = /\b(?:from|import|require)(?:[\s(]|\/\*(?:[^*]|\*(?!\/)){0,200}\*\/){0,40}(["'`])([^"'`\n\\$]{1,1000})\1/g;

/** Modules that hold code in which others can be named. */
const CODE = /^\.[cm]?[jt]sx?$/;
const PACKAGES = /[\\/]node_modules[\\/]/;

/** A file in TypeScript or JavaScript that is to run. */
export interface Code {
  readonly file: string;
  /** What it is called in the middle of a sentence, such as `the configuration file`. */
  readonly what: string;
  /** The file's content. */
  readonly source: string;
  /** Whether files of other users are trusted. */
  readonly trust: boolean;
}

/**
 * Runs a configuration file, or a test, in TypeScript or JavaScript. What it imports is judged as the file is, before anything of it runs.
 *
 * @param library what an import of this package means
 * @returns what it exports by default, or all that it exports
 * @throws RefusedError for a module of another user; what the code throws
 */
export async function runCode({ file, what, source, trust }: Code, library: Library): Promise<unknown> {
  const path = resolve(file);
  const options = {
    tryNative: false,
    // Either would be read back, and run, from a folder that other users of the machine may write to.
    fsCache: false,
    esmEvalTempFile: false,
    moduleCache: false,
    interopDefault: true,
  };
  const plain = createJiti(path, options);
  const modules = new Modules(path, `${what} "${path}"`, source, plain, trust);
  modules.judge(path);
  const jiti = createJiti(path, {
    ...options,
    // The text that was judged is the one that runs, whatever stands there by now; what no text named is judged here.
    transform: (wish) => ({ code: plain.transform({ ...wish, source: modules.source(wish.filename ?? path) }) }),
    // An import of this package means this very program, wherever it is installed.
    virtualModules: { 'peerquest-audit': await library() },
  });
  const exported = (await jiti.evalModule(source, { id: path, filename: path, async: true, forceTranspile: true })) as {
    readonly default?: unknown;
  } | null;
  return exported?.default ?? exported;
}

/** The modules of what runs, each read once. */
class Modules {
  readonly #importer: string;
  readonly #sources: Map<string, string>;
  readonly #jiti: Jiti;
  readonly #trust: boolean;

  constructor(path: string, importer: string, source: string, jiti: Jiti, trust: boolean) {
    this.#importer = importer;
    this.#sources = new Map([[path, source]]);
    this.#jiti = jiti;
    this.#trust = trust;
  }

  /** The text of a module, which is the operator's own. */
  source(path: string): string {
    const there = this.#sources.get(path);
    if (there !== undefined) return there;
    const what = `The module that ${this.#importer} imports`;
    const text = regularText(path, LONGEST, { judge: refuseForeign.bind(null, path, what, this.#trust) });
    this.#sources.set(path, text);
    return text;
  }

  /** Looks at all that a module imports, and at what that imports; of a package at the file that is imported only. */
  judge(path: string): void {
    if (this.#trust) return;
    for (const [, , name = ''] of this.source(path).matchAll(IMPORT)) {
      const found = this.#find(name, path);
      if (found === null || this.#sources.has(found)) continue;
      this.source(found);
      if (CODE.test(extname(found)) && !PACKAGES.test(found)) this.judge(found);
    }
  }

  #find(name: string, importer: string): string | null {
    if (name === 'peerquest-audit' || isBuiltin(name)) return null;
    // What is not found is told when it runs.
    const found = this.#jiti.esmResolve<JitiResolveOptions & { try: true }>(name, { parentURL: pathToFileURL(importer), try: true });
    if (!found || isBuiltin(found)) return null;
    return found.startsWith('file:') ? fileURLToPath(found) : found;
  }
}

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programEnvironment, runCli } from './cli.ts';

/** A fenced block of a page. */
export interface Block {
  /** The page and the line of its fence, as an editor opens it. */
  readonly at: string;
  readonly language: string;
  readonly lines: readonly string[];
}

/** README, and every page of the documentation but decisions, which are history. */
export function documentedPages(): readonly string[] {
  const pages = ['docs', 'docs/checks'].flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return ['README.md', ...pages.filter((name) => name.endsWith('.md')).sort()];
}

/** The fenced blocks of a page, in their order. */
export function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly at: string; readonly language: string; readonly lines: string[] } | null = null;
  readFileSync(page, 'utf8')
    .split('\n')
    .forEach((line, index) => {
      const [, language] = /^ *(?:```|~~~)(\S*)/.exec(line) ?? [];
      if (open === null && language !== undefined) open = { at: `${page}:${index + 1}`, language, lines: [] };
      else if (open !== null && language === '') {
        blocks.push(open);
        open = null;
      } else open?.lines.push(line);
    });
  return blocks;
}

/** What a page shows of a run: a command that was typed after `$`, and what came of it. */
export interface Typed {
  readonly command: string;
  readonly shown: readonly string[];
}

/** The commands of a block that shows them after `$`, each with the lines below it. */
export function typedIn({ lines }: Block): readonly Typed[] {
  const typed: { readonly command: string; readonly shown: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith('$ ')) typed.push({ command: line.slice(2), shown: [] });
    else typed.at(-1)?.shown.push(line);
  }
  return typed;
}

/**
 * The arguments of a line that calls the program and nothing else, as a shell would hand them over; null where it takes a shell.
 * One process for each of two hundred lines takes a minute.
 */
function programCalled(line: string): readonly string[] | null {
  const [, rest] =
    /^(?:npx )?peerquest-audit(?= |$)((?: +(?:[\w./:@%=,-][\w./:@%=,~-]*|"[^"$`\\!]*"|'[^']*'))*) *(?: #.*)?$/.exec(line) ?? [];
  return rest === undefined ? null : [...rest.matchAll(/"([^"]*)"|'([^']*)'|[^ ]+/g)].map(([word, one, other]) => one ?? other ?? word);
}

/** A folder in which the commands of a page are typed, one after the other, as its reader would. */
export class Desk {
  readonly folder: string;
  #cwd: string;
  /** Ids that a page shows, with those that came here. */
  readonly #ids = new Map<string, string>();
  /** What the page's reader has in variables. */
  readonly #variables: Record<string, string>;

  /** @param variables what the reader has set already */
  constructor(folder: string, variables: Readonly<Record<string, string>> = {}) {
    this.folder = folder;
    this.#variables = { ...variables };
    this.#cwd = folder;
  }

  /** Types a line in the folder where the last `cd` of its block led. */
  type(line: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
    const [, to] = /^cd (\S+)$/.exec(line) ?? [];
    const isHome = this.#cwd === this.folder;
    const { PATH = '', ...others } = programEnvironment();
    const env = {
      ...others,
      PATH: `${join(this.folder, 'bin')}:${PATH}`,
      PEERQUEST_AUDIT_HISTORY: 'on',
      // Elsewhere a configuration file names the database.
      ...(isHome ? { DATABASE_URL: 'db.sqlite3', MYSQL_PUBLIC_URL: 'db.sqlite3' } : {}),
      ...this.#variables,
    };
    const known = this.#known(line);
    const args = programCalled(known);
    if (args !== null) {
      const { code, stdout, stderr } = runCli(args, { cwd: this.#cwd, env });
      return { status: code, stdout, stderr };
    }
    const [, variable] = /^([A-Z_]+)=\S/.exec(known) ?? [];
    const result = spawnSync('bash', ['-c', variable === undefined ? known : `${known} && echo "$${variable}"`], {
      // What the sources' package runs, it runs where they are.
      cwd: known.startsWith('npm ') ? '.' : this.#cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      env,
    });
    if (to !== undefined) this.#cwd = join(this.#cwd, to);
    if (variable !== undefined) this.#variables[variable] = result.stdout.trim();
    return result;
  }

  /** A block of commands begins where the page's reader is. */
  goHome(): void {
    this.#cwd = this.folder;
  }

  /**
   * What of the lines that a page shows is not in what was printed, with what stands there instead; null where all is. Ids that were made here
   * are remembered by those of the page.
   */
  missing(shown: readonly string[], printed: string): { readonly shown: string; readonly printed: string } | null {
    const ids: string[] = [];
    const found = patternOf(shown, ids).exec(printed);
    if (found !== null) {
      ids.forEach((id, index) => this.#ids.set(id, found[index + 1] ?? id));
      return null;
    }
    let fits = shown.length - 1;
    while (fits > 0 && !patternOf(shown.slice(0, fits), []).test(printed)) fits -= 1;
    const before = fits === 0 ? '' : (patternOf(shown.slice(0, fits), []).exec(printed)?.[0] ?? '');
    const rest = printed.slice(printed.indexOf(before) + before.length);
    return { shown: shown.slice(fits, fits + 3).join('\n'), printed: rest.split('\n').slice(0, 4).join('\n') };
  }

  /** A line with the ids that came here in the place of those of the page, as a whole or by their beginnings. */
  #known(line: string): string {
    return line.replace(/\b[0-9a-f]{4,8}\b/g, (word) => {
      const [, own] = [...this.#ids].find(([id]) => id.startsWith(word)) ?? [];
      return own?.slice(0, word.length) ?? word;
    });
  }
}

/** What differs from run to run, as a pattern in the words of a page. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/Made: .* UTC on \S+, with peerquest-audit \S+/g, 'Made: .*'],
  [/By: \S+@\S+, process \d+/g, 'By: \\S+, process \\d+'],
  [/peerquest-audit \d+\.\d+\.\d+/g, 'peerquest-audit \\d+\\.\\d+\\.\\d+'],
  [/Node\.js( +)\d+\.\d+\.\d+/g, 'Node\\.js$1\\d+\\.\\d+\\.\\d+'],
  [/(in|Took:|,) \d+\.\d\d s\b/g, '$1 \\d+\\.\\d\\d s'],
  [/"durationMs":\d+/g, '"durationMs":\\d+'],
  [/ time="\d\.\d{3}"/g, ' time="\\d\\.\\d{3}"'],
  [/UTC on `\S+`/g, 'UTC on `\\S+`'],
  [/last run [0-9a-f]{8}/g, 'last run [0-9a-f]{8}'],
  [
    /\b20(?:2[6-9]|[3-9]\d)-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?/g,
    '20\\d\\d-\\d\\d-\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?)?',
  ],
  [/^[0-9a-f]{8}(?= {2}\S)/gm, '[0-9a-f]{8}'],
  [/^-rw------- 1 .* (\S+)$/gm, '-rw------- 1 .* $1'],
];

/** An id that is made anew in each run: those of samples are known. */
const MADE_ID = /\b(?!\w{8}-0000-4000-8000-)[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/g;

/** What a page shows as a pattern: a line of `…` stands for any lines, a `…` in a line for any of its text. */
function patternOf(shown: readonly string[], ids: string[]): RegExp {
  const parts = shown
    .join('\n')
    .replace(/^\n+|\s+$/g, '')
    .split(/^ *…$\n?/m);
  const escaped = parts.map((part) => {
    const kept: string[] = [];
    const keep = (pattern: string): string => `\ue000${kept.push(pattern) - 1}\ue000`;
    let text = part.replace(MADE_ID, (id) => {
      ids.push(id);
      return keep('([0-9a-f-]{36})');
    });
    for (const [varying, pattern] of VARYING) {
      text = text.replace(varying, (...found: readonly string[]) => keep(pattern.replace('$1', found[1] ?? '')));
    }
    return text
      .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
      .replaceAll('…', '[^\\n]*')
      .replace(/\ue000(\d+)\ue000/g, (_whole, index: string) => kept[Number(index)] ?? '');
  });
  // Whole lines: what a page leaves out, it says by `…`.
  const whole = escaped.map((part) => (part === '' ? '' : `^${part.replace(/\n$/, '$$\n')}`)).join('[^]*?');
  return new RegExp(escaped.at(-1) === '' ? whole : `${whole}$`, 'm');
}

/** Puts what a reader has into a folder: the example, `npx`; the programs themselves are installed for all tests. */
export function furnish(folder: string): void {
  cpSync('examples/shop', join(folder, 'examples/shop'), { recursive: true });
  for (const made of ['bin', 'media', 'node_exporter', 'quests']) mkdirSync(join(folder, made));
  writeFileSync(join(folder, 'bin/npx'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
}

import { existsSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { shellWord } from '../model/index.ts';

const NAME = 'peerquest-audit';
/** Every executable of this package, without the end of its file. */
const NAMES: readonly string[] = [NAME, 'audit_application_participant_sync', 'update_quest_xp'];

/** What of a process tells how it was called. */
export interface Call {
  /** The executable that was started: a link of that name, or a file that ends in .js. */
  readonly script: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly exists: (path: string) => boolean;
}

const thisProcess = (): Call => ({
  script: process.argv[1] ?? '',
  cwd: process.cwd(),
  env: process.env,
  platform: process.platform,
  exists: existsSync,
});

/**
 * The words that call this tool again in the folder and the way in which it was called: every hint that can be pasted begins with them.
 * What stands before the tool, as Django's manage.py does, says so in PEERQUEST_AUDIT_CALLED_AS. A program that is not one of this package's executables, as tests and users of the library are, knows it by its name.
 */
export function calledAs(call: Call = thisProcess()): string {
  const { cwd, env, platform, exists } = call;
  const told = env['PEERQUEST_AUDIT_CALLED_AS'] ?? '';
  if (told !== '') return told;
  const [file = '', name = '', extension = ''] = /(?<![\w-])([\w-]+)(\.[cm]?js)?$/.exec(call.script) ?? [];
  if (file === '' || !NAMES.includes(name)) return NAME;
  // Whoever called a name of the Django commands has the tool itself beside it.
  const script = join(dirname(call.script), NAME + extension);
  const folder = dirname(script);
  const isInPackages = folder.split(/[\\/]/).includes('node_modules');
  const isOwnPackage = env['npm_package_name'] === NAME;
  if (env['npm_execpath'] !== undefined && (isInPackages || isOwnPackage)) return runnerOf(env);
  const onPath = (env['PATH'] ?? '').split(delimiter).find((each) => each !== '' && exists(join(each, NAME)));
  if (extension === '' && onPath === folder) return NAME;
  const root = folder.slice(0, folder.indexOf(`${sep}node_modules`));
  const isHere = isInPackages && `${cwd}${sep}`.startsWith(`${root}${sep}`);
  // What npm puts beside a program on Windows starts the file itself.
  if (platform === 'win32' && isInPackages) return isHere ? `npx ${NAME}` : NAME;
  if (extension === '' && isHere) return `npx ${NAME}`;
  const path = shellWord(asTyped(script, cwd), platform);
  return extension === '' ? path : `node ${path}`;
}

/** What runs the programs of a project's packages, by the package manager that was asked to. */
function runnerOf(env: Call['env']): string {
  const [manager = ''] = (env['npm_config_user_agent'] ?? '').split('/');
  return `${{ pnpm: 'pnpm exec', yarn: 'yarn', bun: 'bunx' }[manager] ?? 'npx'} ${NAME}`;
}

/** The shorter of a file's names from a folder, with a slash in it, so that it is not looked for on the PATH. */
function asTyped(script: string, cwd: string): string {
  const path = relative(cwd, script);
  if (path.startsWith('..') || isAbsolute(path)) return script;
  return path.includes(sep) ? path : `.${sep}${path}`;
}

import { UsageError } from '../errors.ts';
import { regularText } from '../regular-file.ts';
import { dotenvVariables, type Environment } from './dotenv-file.ts';

const LONGEST = 10_000;

/** Whether something is written as where a secret stands: `env:NAME`, or `file:PATH`, which `file://…` is not: that is a URL. */
export function isReference(written: string): boolean {
  return /^(?:env:[A-Za-z_][A-Za-z0-9_]*|file:(?!\/\/).+)$/.test(written);
}

/**
 * What tells the secrets of a configuration by what is written there: the variable of `env:NAME`, in the environment or in `.env`, or the content
 * of `file:PATH`; else what is written. It throws UsageError naming where a secret should stand, and never it.
 *
 * @param trust whether a `.env` of another user is trusted
 */
export function secretReader(
  { trust = false }: { readonly trust?: boolean | undefined },
  environment: Environment,
): (written: string) => Promise<string> {
  return (written) => readSecret(written, environment, trust);
}

async function readSecret(written: string, environment: Environment, trust: boolean): Promise<string> {
  if (!isReference(written)) return written;
  const [kind, place] = [written.slice(0, written.indexOf(':')), written.slice(written.indexOf(':') + 1)];
  if (kind === 'file') return fileSecret(place);
  const value = environment[place] ?? (await dotenvVariables(trust))[place];
  if (value !== undefined && value !== '') return value;
  throw new UsageError(
    'NO_SECRET',
    `The configuration names the variable "${place}", which is not set in the environment or in a file .env.`,
  );
}

function fileSecret(path: string): string {
  try {
    const value = regularText(path, LONGEST).trim();
    if (value !== '') return value;
  } catch {
    // Why does not matter: it is to be looked at by whoever runs this.
  }
  throw new UsageError('NO_SECRET', `The configuration names the file "${path}" for a secret, which is empty or cannot be read.`);
}

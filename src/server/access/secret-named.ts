import { readFileSync } from 'node:fs';
import type { Environment } from '../../config/index.ts';
import { UsageError } from '../../errors.ts';

/**
 * A secret by what names its place: `env:VARIABLE` or `file:PATH`, as container platforms hand secrets over.
 *
 * @param where what names it, for the sentence
 * @throws UsageError where nothing is there
 */
export function secretNamed(place: string, where: string, environment: Environment): string {
  const [, kind, name = ''] = /^(env|file):(.+)$/s.exec(place) ?? [];
  const secret = kind === 'env' ? environment[name] : kind === 'file' ? contentOf(name, where) : undefined;
  if (secret !== undefined && secret.trim() !== '') return secret.trim();
  if (kind === undefined) throw new UsageError('BAD_SECRET', `${where} has to name where the secret is: env:VARIABLE or file:PATH.`);
  throw new UsageError(
    'NO_SECRET',
    `${where} names ${kind === 'env' ? `the variable "${name}", which is not set` : `the file "${name}", which is empty`}.`,
  );
}

function contentOf(file: string, where: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError('NO_SECRET', `${where} names the file "${file}", which cannot be read.`, { cause: error });
  }
}

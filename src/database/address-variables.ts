import { UsageError } from '../errors.ts';
import { withoutQuotes } from './address-parts.ts';
import type { DatabaseAddress } from './address.ts';
import { engines } from './engines.ts';

/**
 * The name of the variable that `env:NAME` stands for; null for a text that is the address itself.
 *
 * @param source what named it, as the subject of a sentence
 * @throws UsageError when what follows is no name: it may be the address itself, and is not repeated
 */
export function variableNamed(text: string, source: string): string | null {
  const name = /^env:(.*)$/is.exec(withoutQuotes(text))?.[1];
  if (name === undefined || /^\w+$/.test(name)) return name ?? null;
  throw new UsageError(
    'NO_DATABASE',
    `${source} has "env:" in front of something that is no name of a variable: write env:NAME, or the URL alone.`,
  );
}

/**
 * The address that a host gives part by part, in variables of its own; null where none of them is set.
 *
 * @param where what holds them, for messages
 * @returns also the variables' names, for messages
 * @throws UsageError naming the variable that is wrong
 */
export function addressFromVariables(
  variables: Readonly<Record<string, string | undefined>>,
  where: string,
): { readonly address: DatabaseAddress; readonly names: string } | null {
  for (const { variables: known } of engines()) {
    const address = known?.read(variables, where) ?? null;
    if (known !== null && address !== null) return { address, names: known.names };
  }
  return null;
}

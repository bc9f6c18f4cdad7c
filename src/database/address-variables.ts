import { existsSync } from 'node:fs';
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

/** Stands in hints for an address that may hold a password. */
export const NOT_SHOWN = 'URL';

/** The name of a variable where a text is nothing else, also as shells write it, and no file is called so; null for any other text. */
export function bareVariable(text: string): string | null {
  const name = /^(?:\$\{?|\$env:|%)?([A-Z][A-Z0-9_]*)[}%]?$/.exec(withoutQuotes(text))?.[1] ?? null;
  return name === null || existsSync(text) ? null : name;
}

/**
 * Refuses the bare name of a variable, which would be taken for that of a file.
 *
 * @param source what named it, as the subject of a sentence
 * @throws UsageError where that variable is set, and for the word that stands in hints for an address
 */
export function refuseBareVariable(name: string, source: string, variables: Readonly<Record<string, string | undefined>>): void {
  const isSet = (variables[name] ?? '') !== '';
  if (!isSet && name !== NOT_SHOWN) return;
  throw new UsageError(
    'NO_DATABASE',
    isSet
      ? `${source} gives the name of the variable ${name} where its value belongs: write env:${name}.`
      : `${source} has the word ${NOT_SHOWN}, which stands for an address that is not shown, as it may hold a password: put yours there, or env:NAME for one in a variable.`,
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

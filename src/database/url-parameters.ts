import { UsageError } from '../errors.ts';
import { nearest } from '../nearest.ts';

/** What a parameter of a URL can say. */
export type Meaning =
  | 'user'
  | 'password'
  | 'host'
  | 'port'
  | 'database'
  | 'socket'
  | 'search path'
  | 'options'
  | 'seconds'
  | 'milliseconds'
  | 'answer seconds'
  | 'sslmode'
  | 'ssl'
  | 'sslca'
  | 'sslrootcert'
  | 'sslcert'
  | 'sslkey'
  | 'channel binding'
  | 'clear password';

/** What is made of a parameter: it is read; or it is harmless with the values that fit, and refused with all others. */
export type ParameterRule = { readonly read: Meaning } | { readonly harmless: RegExp; readonly otherwise: string };

/** The parameters that an engine's clients know, each by its usual spelling; upper and lower case, `-` and `_` do not count. */
export type ParameterTable = readonly (readonly [name: string, rule: ParameterRule])[];

/** What the parameters of a URL say, each thing once. */
export type Said = ReadonlyMap<Meaning, string>;

/** Parameters that are read. */
export const read = (meaning: Meaning, ...names: readonly string[]): ParameterTable => names.map((name) => [name, { read: meaning }]);

/** Parameters that change nothing about which database is looked at, by whom and how safely. */
export const ignored = (names: string): ParameterTable => names.split(/\s+/).map((name) => [name, { harmless: /^/, otherwise: '' }]);

/** Parameters that another program obeys and this one cannot, for a reason that is half a sentence; values that ask for nothing may stand. */
export const refused = (names: string, otherwise: string, harmless = /^$/): ParameterTable =>
  names.split(/\s+/).map((name) => [name, { harmless, otherwise }]);

/** Values with which a switch is off. */
export const OFF = /^(?:false|0|off|no)?$/i;

const plain = (name: string): string => name.toLowerCase().replace(/[-_]/g, '');

/**
 * Reads the part of a URL behind the question mark.
 *
 * @throws UsageError for a parameter that is unknown, refused or there twice with different values; a value is never repeated
 */
export function readParameters(query: string, table: ParameterTable): Said {
  const said = new Map<Meaning, string>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const [, name = '', value = ''] = (/^([^=]*)=?(.*)$/s.exec(part) ?? []).map(decoded);
    const rule = ruleOf(name, table, said.has('password'));
    if ('harmless' in rule) {
      if (!rule.harmless.test(value))
        refuse(`The parameter "${name}" of the database URL is not supported with its value: ${rule.otherwise}.`);
    } else if (value !== '') {
      if (rule.read === 'password' && part.includes('+')) {
        refuse('The password in the database URL holds a "+", which some programs read as a space: write %2B for the sign, or %20.');
      }
      if ((said.get(rule.read) ?? value) !== value) refuse(`The database URL names its ${rule.read} twice, and not the same.`);
      said.set(rule.read, value);
    }
  }
  return said;
}

function ruleOf(name: string, table: ParameterTable, isAfterPassword: boolean): ParameterRule {
  const known =
    table.find(([candidate]) => candidate.toLowerCase() === name.toLowerCase()) ??
    table.find(([candidate]) => plain(candidate) === plain(name));
  if (known !== undefined) return known[1];
  // What is no name may be the rest of a password, and so may what follows one.
  if (isAfterPassword || !/^[a-z][\w.-]{0,40}$/i.test(name))
    return refuse('The database URL has something behind its "?" that is no known parameter.');
  const [near] = nearest(
    name,
    table.map(([candidate]) => candidate),
  );
  const hint = near === undefined ? 'leave it out, or see docs/databases.md for those that are known' : `did you mean "${near}"?`;
  const what = /^ssl/i.test(name) ? 'TLS setting' : 'parameter';
  return refuse(`The database URL has an unknown ${what} "${name}": ${hint}${near === undefined ? '.' : ''}`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return refuse('A parameter of the database URL is not percent-encoded correctly: write a literal % as %25.');
  }
}

function refuse(sentence: string): never {
  throw new UsageError('BAD_DATABASE_URL', sentence);
}

import type { core } from 'zod';

/** What a value is meant to be, as people say it. */
const KINDS: Readonly<Record<string, string | undefined>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object with members of its own',
  record: 'an object with members of its own',
};

const SORTS: Readonly<Record<string, string | undefined>> = {
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  function: 'a function',
};

/** zod's own words are for programmers: what a person reads who has written a configuration is said in ours. Pass it where something is parsed. */
export const inWords: core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return `it must be ${KINDS[issue.expected] ?? 'something else'}${issue.input === undefined ? '' : `, and is ${kindOf(issue.input)}`}`;
    case 'invalid_value':
      return `it must be ${listed(issue.values.map((value) => (typeof value === 'string' ? JSON.stringify(value) : String(value))))}`;
    case 'too_small':
      return `it must ${boundOf('at least', issue.origin, Number(issue.minimum), issue.inclusive === false)}`;
    case 'too_big':
      return `it must ${boundOf('at most', issue.origin, Number(issue.maximum), issue.inclusive === false)}`;
    case 'invalid_format':
      return issue.format === 'url'
        ? 'it must be a URL that begins with http:// or https://'
        : 'it does not have the form that it must have';
    default:
      return 'it is nothing that can stand there';
  }
};

function kindOf(input: unknown): string {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'number')
    return Number.isNaN(input) ? 'no number' : Number.isInteger(input) ? 'a number' : 'a number with a fraction';
  return SORTS[typeof input] ?? 'something else';
}

/** `"a", "b" or "c"` */
function listed(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function boundOf(bound: 'at least' | 'at most', origin: string, value: number, isExclusive: boolean): string {
  if (bound === 'at least' && value === 1 && (origin === 'string' || origin === 'array')) return 'not be empty';
  if (origin === 'string') return `have ${bound} ${value} characters`;
  if (origin === 'array' || origin === 'set') return `have ${bound} ${value} entries`;
  if (isExclusive) return `be ${bound === 'at least' ? 'more' : 'less'} than ${value}`;
  return `be ${bound} ${value}`;
}

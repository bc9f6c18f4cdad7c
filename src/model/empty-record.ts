/**
 * A record to be filled under names that a database or a file has given: a column may be called `__proto__`, which an ordinary object
 * would take for something else and lose.
 */
export function emptyRecord<Value>(): Record<string, Value> {
  return { __proto__: null } as unknown as Record<string, Value>;
}

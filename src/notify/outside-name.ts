/** An identity, by which the history knows a database that has no name. */
const IDENTITY = /^(?:[0-9a-f]{16,}|unknown)$/;

/** What a database is called outside: one without a name is the only one, and its identity would say nothing to people. */
export function outsideName(subject: string): string {
  return IDENTITY.test(subject) ? 'default' : subject;
}

/**
 * What a connection leads to, told apart from whatever its address may lead to a moment later: another file of the same name, a
 * server that took another's place, a database that was made anew. Unlike an identity it need not outlast a run.
 */
export interface Instance {
  /** The file itself, or the server's database. */
  readonly database: string;
  /**
   * What changes when the database goes back in time or is made anew under its name; null where that cannot be told. It is compared
   * only between connections to the same place (`at`), and one mark that they share is enough.
   */
  readonly life: { readonly at: string; readonly marks: readonly string[] } | null;
}

/** Whether two connections lead to the same database, as far as both can tell. */
export function isSameInstance(one: Instance, other: Instance): boolean {
  if (one.database !== other.database) return false;
  if (one.life === null || other.life === null || one.life.at !== other.life.at) return true;
  const marks = new Set(other.life.marks);
  return one.life.marks.some((mark) => marks.has(mark));
}

/** Base of every error thrown on purpose: one sentence for a person, a stable code for a program. */
export class AuditToolError extends Error {
  /** Stable, upper-case identifier, for example `UNKNOWN_USER`. */
  readonly code: string;

  constructor(code: string, sentence: string, options?: { cause?: unknown }) {
    super(sentence, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The call itself is wrong: a flag, a name or a configuration that cannot be meant. */
export class UsageError extends AuditToolError {}

/** The database cannot be reached, opened or read. */
export class DatabaseError extends AuditToolError {}

/** Refused before anything was touched: exit code 3 (SPEC section 5). */
export class RefusedError extends AuditToolError {}

/** The tool's own store of runs and their journal cannot be used: nothing is repaired without it. */
export class StoreError extends AuditToolError {}

/** Uploaded files cannot be looked at. */
export class FileError extends AuditToolError {}

/** The sentence of an error thrown on purpose, or the message of any other. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

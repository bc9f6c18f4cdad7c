import { AuditToolError, DatabaseError, RefusedError, StoreError, UsageError } from '../errors.ts';
import { notFound, Problem } from './problem.ts';

/** Names that lead nowhere, by the codes of their errors: what is not there is told without what is. */
const UNKNOWN = ['UNKNOWN_RUN', 'NO_RUNS', 'UNKNOWN_SUBJECT', 'AMBIGUOUS_SUBJECT', 'UNKNOWN_FINDING', 'UNKNOWN_DATABASE', 'RUN_PRUNED'];

/** Sentences that say nothing but what was sent and what may be: they are told as they are. */
const TOLD = ['UNKNOWN_CHECK', 'UNKNOWN_GROUP', 'AMBIGUOUS_RUN', 'AMBIGUOUS_FINDING', 'UNKNOWN_USER', 'AMBIGUOUS_USER'];

/** What the command line tells with names of its flags. */
const IN_OTHER_WORDS: Readonly<Record<string, string>> = {
  NO_SCOPE: 'None of the chosen checks can be narrowed by "user": leave it out, or choose others in "only".',
  NO_USERS: 'People cannot be looked up in this database: leave "user" out.',
};

/** Errors of fastify itself, by their codes. */
const FRAMEWORK: Readonly<Record<string, readonly [number, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'The body is too large: at most 64 KiB are taken.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'Send JSON, as application/json.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'The body is empty, and JSON was announced.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'The body has another length than was announced.'],
  FST_ERR_BAD_URL: [400, 'The path cannot be read.'],
  FST_ERR_REOPENED_CLOSE_SERVER: [503, 'The service is being stopped.'],
};

/** What is told of something that was asked for wrongly; null where its sentence is for the log. */
export function wordsOutside(code: string, sentence: string): string | null {
  return TOLD.includes(code) ? sentence : (IN_OTHER_WORDS[code] ?? null);
}

/** What a caller is told of an error: a status, one sentence, never a path, an address, SQL or a stack. The log has the rest. */
export function explainProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof UsageError && UNKNOWN.includes(error.code)) return notFound();
  const words = error instanceof UsageError ? wordsOutside(error.code, error.message) : null;
  if (error instanceof UsageError && words !== null) return new Problem(400, words, { code: error.code });
  if (error instanceof RefusedError) return new Problem(409, 'That was refused before anything was touched.', { code: error.code });
  if (error instanceof StoreError) return new Problem(503, 'The store cannot be used just now.', { code: error.code });
  if (error instanceof DatabaseError) return new Problem(503, 'The database cannot be asked just now.', { code: error.code });
  if (error instanceof AuditToolError) return new Problem(422, 'That cannot be done as the service is set up.', { code: error.code });
  const [status, sentence] = FRAMEWORK[codeOf(error)] ?? [500, 'Something went wrong in the service itself.'];
  return new Problem(status, sentence);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

import { DatabaseError } from '../../errors.ts';
import { addressText, type ServerAddress } from '../address.ts';

/** The sentence for what a connection pooler refuses by itself, as PgBouncer words it; null for anything else. */
export function poolerError(error: unknown, address: ServerAddress): DatabaseError | null {
  const message = error instanceof Error ? error.message : '';
  const make = (code: string, sentence: string) => new DatabaseError(code, sentence, { cause: error });
  const place = addressText(address);
  if (message.includes('statement pooling mode')) {
    return make(
      'POOL_OF_STATEMENTS',
      `The pooler at ${place} lends a connection for one statement only (pool_mode = statement), which leaves no room for a snapshot: name the server itself, or a pool with pool_mode = transaction.`,
    );
  }
  const [, parameter] = /unsupported startup parameter(?: in options)?: (\w+)/.exec(message) ?? [];
  if (parameter !== undefined) {
    const cure = message.includes('options')
      ? 'take the options out of the URL and set them for the account (ALTER ROLE … SET …), or name the server itself'
      : 'add it to ignore_startup_parameters in its settings';
    return make('POOLER_REFUSES', `The pooler at ${place} refuses the parameter "${parameter}": ${cure}.`);
  }
  if (message.includes('query_wait_timeout')) {
    return make(
      'POOL_FULL',
      `The pooler at ${place} had no connection free for too long: try again later, or raise its pool_size (a repair wants six).`,
    );
  }
  return null;
}

import { AuditToolError, sentenceOf } from '../errors.ts';
import { greatestWish, type AuditEvent, type Consumer, type RunResult, type Wish } from '../model/index.ts';
import { narrowTo } from './narrow.ts';

/** Who hears of a run, and until when. */
export interface Audience {
  /** Each hears every event, in this order; of findings it hears what it wished for. */
  readonly consumers: readonly Consumer[];
  /** True when the run is to be left as it is: nobody hears more of it. */
  readonly stopped: () => boolean;
  /** Told of a consumer that failed. It hears no more; the run and the others go on. */
  readonly onFailure: (consumer: Consumer, error: unknown) => void;
}

/**
 * Runs to the end and tells every consumer; null when the run was stopped. A run that fails is an event as well, and then an error.
 * Each consumer hears what it would hear if it were alone. One that answers with a promise is waited for: while a snapshot is open, it
 * should not.
 *
 * @param run begins the run; it is to tell at least what the wish says, which holds the wishes of all consumers
 */
export async function fanOut(
  run: (wish: Wish) => AsyncIterable<AuditEvent>,
  { consumers, stopped, onFailure }: Audience,
): Promise<RunResult | null> {
  const listening = new Map(consumers.map((consumer) => [consumer, narrowTo(consumer.wish)]));
  const tell = async (event: AuditEvent): Promise<void> => {
    for (const [consumer, narrow] of listening) {
      const wished = narrow(event);
      if (wished === null) continue;
      try {
        await consumer.hear(wished);
      } catch (error) {
        listening.delete(consumer);
        onFailure(consumer, error);
      }
    }
  };
  let result: RunResult | null = null;
  try {
    for await (const event of run(greatestWish(consumers.map(({ wish }) => wish)))) {
      if (stopped()) return null;
      await tell(event);
      if (event.type === 'run-finished') result = event.result;
    }
  } catch (error) {
    if (!stopped())
      await tell({ type: 'run-failed', code: error instanceof AuditToolError ? error.code : null, sentence: sentenceOf(error) });
    throw error;
  }
  return result;
}

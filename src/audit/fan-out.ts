import { AuditToolError, sentenceOf } from '../errors.ts';
import type { AuditEvent, Consumer, RunResult } from '../model/index.ts';

/** Who hears of a run, and until when. */
export interface Audience {
  /** Each hears every event, in this order. */
  readonly consumers: readonly Consumer[];
  /** True when the run is to be left as it is: nobody hears more of it. */
  readonly stopped: () => boolean;
  /** Told of a consumer that failed. It hears no more; the run and the others go on. */
  readonly onFailure: (consumer: Consumer, error: unknown) => void;
}

/**
 * Runs to the end and tells every consumer; null when the run was stopped. A run that fails is an event as well, and then an error.
 * A consumer that answers with a promise is waited for: while a snapshot is open, it should not.
 */
export async function fanOut(events: AsyncIterable<AuditEvent>, { consumers, stopped, onFailure }: Audience): Promise<RunResult | null> {
  const listening = new Set(consumers);
  const tell = async (event: AuditEvent): Promise<void> => {
    for (const consumer of listening) {
      try {
        await consumer.hear(event);
      } catch (error) {
        listening.delete(consumer);
        onFailure(consumer, error);
      }
    }
  };
  let result: RunResult | null = null;
  try {
    for await (const event of events) {
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

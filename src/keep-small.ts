import { setFlagsFromString } from 'node:v8';
import type { AuditEvent } from './model/index.ts';

/**
 * Tells V8 to hold little memory, however many rows pass through it. A thread that begins has V8 forget it: it is to be told again when it is
 * there. And it is told late: V8 compiles anew what it would else find compiled, Node.js's own modules too.
 */
export function keepSmall(): void {
  // Rows live for a moment only: a young generation that does not grow keeps 40 MB of them from piling up.
  setFlagsFromString('--semi-space-growth-factor=1');
  // What outlives that is let go before it has doubled: a repair's rows would otherwise wait in 400 MB for a collection.
  setFlagsFromString('--heap-growing-percent=20');
}

/** The events of an audit, from whose first rows on little memory is held: one that meets none is over before that would pay. */
export async function* smallFromFirstRows(events: AsyncIterable<AuditEvent>): AsyncGenerator<AuditEvent> {
  let isSmall = false;
  for await (const event of events) {
    if (!isSmall && ('findings' in event || event.type === 'working')) {
      keepSmall();
      isSmall = true;
    }
    yield event;
  }
}

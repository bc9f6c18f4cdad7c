import { eventRedaction, type AuditEvent } from '../model/index.ts';

/**
 * The events of a run, where it is to be so without names, titles and other words of people: whoever hears them, and whoever hears of
 * them later, cannot tell what they do not hold.
 */
export async function* redacted(events: AsyncIterable<AuditEvent>, redact: boolean | undefined): AsyncGenerator<AuditEvent> {
  const redaction = redact === true ? eventRedaction() : (event: AuditEvent) => event;
  for await (const event of events) yield redaction(event);
}

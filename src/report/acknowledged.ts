import { printed, type StatedAcknowledgement } from '../model/index.ts';

/** Who acknowledged a finding, when, until when, why; and why it counts all the same, where it does. */
export function acknowledgementLine({ by, on, until, reason, standing }: StatedAcknowledgement): string {
  const given = printed`Acknowledged on ${on} by ${by}${until === null ? '' : ` until ${until}`}: ${reason}`;
  return given + { holds: '', expired: ' (expired since)', changed: ' (changed since)' }[standing];
}

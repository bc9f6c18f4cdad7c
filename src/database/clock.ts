import { systemClock } from '../clock.ts';
import type { Diagnostic } from './read-session.ts';

/** How far a server's clock may be from this machine's before the user should know, in seconds. */
const TOLERANCE = 60;

/** Compares a server's clock (seconds since 1970) with this machine's; approvals are judged by the order of times. */
export function diagnoseClock(serverSeconds: number, timeZone: string): Diagnostic {
  const difference = Math.round(serverSeconds - systemClock().getTime() / 1000);
  const zone = `server time zone ${timeZone}; the audit reads all times as UTC`;
  return Math.abs(difference) <= TOLERANCE
    ? { topic: 'Clock', level: 'ok', text: `agrees with this machine's; ${zone}` }
    : {
        topic: 'Clock',
        level: 'advice',
        text: `is ${Math.abs(difference)} s ${difference > 0 ? 'ahead of' : 'behind'} this machine's: set both by NTP; ${zone}`,
      };
}

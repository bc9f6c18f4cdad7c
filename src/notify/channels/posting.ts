import { sendOut, type Exchange } from '../../outbound/index.ts';
import type { Channel, ChannelPorts, Delivery, Posting } from './channel.ts';

/** Longer a receiver may not ask to be left alone: it is tried again all the same. */
const LONGEST_WAIT = 3_600_000;

/** A channel that posts JSON through the guarded client. What is answered is not kept: it could hold what was sent. */
export function postingChannel({ body, request }: Posting, { surroundings, patience }: ChannelPorts): Channel {
  return {
    preview: (letter) => JSON.stringify(body(letter), null, 2),
    async send(letter) {
      const text = JSON.stringify(body(letter));
      const { url, headers = {} } = await request(letter, text);
      const exchange = await sendOut(
        { url, method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text },
        surroundings,
        { time: patience, bytes: 1_024 },
      );
      return deliveryOf(exchange);
    },
  };
}

function deliveryOf({ status, failure, headers }: Exchange): Delivery {
  // The status is the answer: whether its body comes to an end does not matter.
  if (status === null) return { isDelivered: false, note: `the server ${failure?.reason ?? 'gave no answer'}`, retryAfter: null };
  const isDelivered = status >= 200 && status < 300;
  const seconds = Number(headers['retry-after']);
  const retryAfter = isDelivered || !(seconds > 0) ? null : Math.min(seconds * 1_000, LONGEST_WAIT);
  return { isDelivered, note: `the server answered ${status}`, retryAfter };
}

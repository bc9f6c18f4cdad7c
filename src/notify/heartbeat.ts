import { sendOut } from '../outbound/index.ts';
import type { ChannelPorts } from './channels/channel.ts';

const PAUSES = [0, 1_000, 5_000];

/**
 * Asks the URL of a watcher that expects it after each run that worked, a few times if need be. @returns null, or why it was not heard, the end
 * of a sentence
 */
export async function heartbeat(url: string, { secret, surroundings, patience }: ChannelPorts): Promise<string | null> {
  const address = await secret(url);
  let note = '';
  for (const pause of PAUSES) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const { status, failure } = await sendOut({ url: address, method: 'POST', body: '' }, surroundings, { time: patience, bytes: 0 });
    if (status !== null && status >= 200 && status < 300) return null;
    note = status === null ? `the server ${failure?.reason ?? 'gave no answer'}` : `the server answered ${status}`;
  }
  return note;
}

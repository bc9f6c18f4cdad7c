// An instance of its own: sees what every instance sees, tells of it, and delivers, until it is killed.
import { alertOfCondition, deliver, deliveryPorts, type ChannelSettings } from '../../src/notify/index.ts';
import { openedStore } from '../history/fixtures.ts';
import { ALL_WANTED, alertSettings } from './digests.ts';

const [, , url = '', receiver = '', begun = '0', things = '0', holder = ''] = process.argv;
/** A hundred times as fast as ours: what an instance holds that is gone is taken over soon. */
const clock = (): Date => new Date(Number(begun) + (Date.now() - Number(begun)) * 100);
const chat = { ...ALL_WANTED, type: 'slack', url: `${receiver}/chat` } satisfies ChannelSettings;
const hook = { ...ALL_WANTED, type: 'webhook', url: `${receiver}/hook`, secret: 'env:HOOK' } satisfies ChannelSettings;
const settings = alertSettings({ chat, hook });
const secret = (written: string): Promise<string> => Promise.resolve(written === 'env:HOOK' ? `whsec_${'A'.repeat(43)}=` : written);

const store = await openedStore(url);
// Whoever kills it waits for that: what it costs to start is no work.
process.stdout.write('at work\n');
for (let thing = 0; ; thing = (thing + 1) % Number(things)) {
  const name = `thing-${thing}`;
  await alertOfCondition(
    { store, settings, clock },
    { news: 'probe', database: null, name, isBad: true, severity: 'critical', sentence: `${name} is down.` },
  );
  await deliver(deliveryPorts({ settings, secret, patience: 5_000 }, store, clock, holder));
  if (thing === Number(things) - 1) await new Promise((resolve) => setTimeout(resolve, 20));
}

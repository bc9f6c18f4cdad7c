import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { sentenceOf } from '../errors.ts';
import type { Store } from '../history/index.ts';
import type { Log } from '../log.ts';
import type { NewsBook } from './news-book.ts';
import type { Answer, Route } from './route.ts';

const LONGEST = 4000;

/** Writes the audit log: what was done stands there, whoever did it. What was refused stands in the service's log only. */
export function deedNoter(store: () => Promise<Store>, clock: Clock, log: Log, news: NewsBook) {
  return async ({ caller, peer, id, params }: FastifyRequest, { summary }: Route, { about }: Answer): Promise<void> => {
    const text = JSON.stringify(about ?? params ?? {});
    const at = clock().toISOString();
    try {
      const { deeds } = await store();
      await deeds.add({
        id: `${at}-${randomUUID().slice(0, 8)}`,
        at,
        who: caller?.name ?? '',
        way: caller?.by ?? 'none',
        address: peer?.address ?? '',
        deed: summary,
        about: text.length > LONGEST ? '{}' : text,
        correlation: id,
      });
      news.tell({ type: 'deeds' });
    } catch (error) {
      // It is done: that it cannot be written down makes it no less so.
      log.error('deed-not-noted', { correlation: id, deed: summary, error: sentenceOf(error) });
    }
  };
}

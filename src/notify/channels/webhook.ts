import { createHmac } from 'node:crypto';
import { UsageError } from '../../errors.ts';
import { isBadNews, severityOf } from '../digest.ts';
import { messageOf } from '../message.ts';
import type { Letter } from './channel.ts';

/** Bytes of a secret, as Standard Webhooks wants them. */
const SHORTEST = 24;
const LONGEST = 64;

/** What a program is told: counts and ids, and names only where the channel has them switched on. */
export function webhookBody({ digests, publicUrl }: Letter): object {
  const { subject, link } = messageOf(digests, publicUrl);
  return {
    type: digests.every(({ type }) => type === 'test') ? 'peerquest.audit.test' : 'peerquest.audit.alert',
    timestamp: digests.at(-1)?.at ?? null,
    data: {
      subject,
      isBad: digests.some(isBadNews),
      link,
      digests: digests.map((digest) => ({ ...digest, severity: severityOf(digest) })),
    },
  };
}

/**
 * The key of a webhook's secret.
 *
 * @param secret `whsec_` and bytes in Base64
 * @param what how an error calls it
 * @throws UsageError for another secret, without telling it
 */
export function signingKey(secret: string, what = "The webhook's secret"): Buffer {
  const [, text = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret.trim()) ?? [];
  const key = Buffer.from(text, 'base64');
  if (key.length >= SHORTEST && key.length <= LONGEST) return key;
  throw new UsageError(
    'BAD_WEBHOOK_SECRET',
    `${what} must be "whsec_" and ${SHORTEST} to ${LONGEST} bytes in Base64: "openssl rand -base64 32" makes some.`,
  );
}

/** The headers of Standard Webhooks: the signature is over id, time and body, so that none can be another. It throws as `signingKey` does. */
export function signedHeaders({ id, at }: Pick<Letter, 'id' | 'at'>, body: string, secret: string): Readonly<Record<string, string>> {
  const key = signingKey(secret);
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

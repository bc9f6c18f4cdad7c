import * as z from 'zod';
import { allowListOf, urlTrouble } from '../outbound/index.ts';
import { allowedHosts } from './allowed-hosts.ts';
import { duration } from './duration.ts';

const SECOND = 1_000;
/** How a probe may be called: a label of metrics, and a word of routes and commands. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/;
const MOST_PROBES = 100;

const between = (least: number, most: number, words: string) =>
  duration.refine((length) => length >= least && length <= most, `it must be between ${words}`);

const headers = z
  .record(
    z.string(),
    z
      .string()
      .max(10_000)
      .regex(/^[^\p{Cc}]*$/u, 'no header has a line or a tab in it'),
  )
  .superRefine((all, context) => {
    for (const name of Object.keys(all)) {
      if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/.test(name))
        context.addIssue({ code: 'custom', path: [name], message: 'it must be the name of a header' });
    }
  });
const STATUS = 'it must be a status such as 200, a class such as "2xx", or a list of such';
const status = z.union([z.int().min(100).max(599), z.enum(['1xx', '2xx', '3xx', '4xx', '5xx'])], { error: STATUS });

/** What every probe may say of how it is asked. */
const ASKING = {
  headers: headers.default({}),
  /** Slower than this is slow. */
  latency: between(1 * SECOND, 60 * SECOND, '1s and 60s').default(2 * SECOND),
  /** Slower than this is no answer. */
  timeout: between(1 * SECOND, 60 * SECOND, '1s and 60s').default(10 * SECOND),
  interval: between(5 * SECOND, 86_400 * SECOND, '5s and 1d').default(60 * SECOND),
  /** How often a failed one is tried again before it counts. */
  retries: z.int().min(0).max(3).default(1),
  /** How many results in a row make it worse, or better. */
  worseAfter: z.int().min(1).max(10).default(2),
  betterAfter: z.int().min(1).max(10).default(2),
  /** How long before its end a certificate is told of. */
  certificate: duration.default(14 * 86_400 * SECOND),
  /** Hosts, addresses and ranges beyond the public web that it may reach. */
  allow: allowedHosts,
};

const probe = z
  .strictObject({
    /** Instead of one address: what a deployment of PeerQuest answers, each a probe of its own. */
    preset: z.literal('peerquest', 'it must be "peerquest", the only one there is').optional(),
    /** With the preset, where the pages are (Next.js). */
    url: z.string().min(1).max(2000),
    /** With the preset, where the API is (Django), if that is somewhere else. */
    api: z.string().min(1).max(2000).optional(),
    method: z.enum(['GET', 'HEAD', 'OPTIONS', 'POST']).default('GET'),
    body: z.string().max(65_536).optional(),
    /** Whether redirects are followed: three at most, without the headers on another host. */
    follow: z.boolean().default(false),
    expect: z
      .strictObject({
        status: z.union([status.transform((one) => [one]), z.array(status).min(1).max(20)], { error: STATUS }).default(['2xx']),
        type: z
          .string()
          .regex(/^[\w.+-]{1,60}\/[\w.+-]{1,60}$/, 'it must be a media type such as application/json')
          .optional(),
        json: z.unknown().optional(),
        body: z.string().min(1).max(1000).optional(),
      })
      .default({ status: ['2xx'] }),
    ...ASKING,
  })
  .superRefine(({ preset, api, method, body, expect }, context) => {
    const refuse = (member: string, message: string): void => context.addIssue({ code: 'custom', path: [member], message });
    if (preset === undefined && api !== undefined) refuse('api', 'it stands beside "preset" only');
    if (preset !== undefined && (method !== 'GET' || body !== undefined || expect.json !== undefined || expect.body !== undefined))
      refuse('preset', 'it decides itself what is asked and expected: leave "method", "body" and "expect" out');
    if (body !== undefined && method !== 'POST') refuse('body', 'only a POST has a body');
    if (method === 'HEAD' && (expect.json !== undefined || expect.body !== undefined))
      refuse('expect', 'the answer to a HEAD has no body to expect something of');
  });

/** The setting `probes`. */
export const probesSchema = z.record(z.string(), probe).superRefine((probes, context) => {
  const refuse = (path: readonly string[], message: string): void => context.addIssue({ code: 'custom', path: [...path], message });
  if (Object.keys(probes).length > MOST_PROBES) refuse([], `there can be ${MOST_PROBES} probes at most`);
  for (const [name, { url, api, allow }] of Object.entries(probes)) {
    if (!NAME.test(name))
      refuse([name], 'a name is made of letters, digits, "-" and "_", begins with a letter or digit and has at most 60');
    for (const [member, address] of Object.entries({ url, api })) {
      const trouble = address === undefined ? null : urlTrouble(address, { allow: allowListOf(allow) });
      if (trouble !== null) refuse([name, member], `the address ${trouble}${/allowed$/.test(trouble) ? ' in its "allow"' : ''}`);
    }
  }
});

import * as z from 'zod';
import { allowedTrouble, allowListOf, urlTrouble } from '../outbound/index.ts';
import { duration } from './duration.ts';
import { isReference } from './secret.ts';

/** What alerts can be about, as `notify` tells them. */
const NEWS = ['new', 'worse', 'returned', 'resolved', 'run-failed', 'run-overdue', 'probe', 'certificate', 'backup'] as const;

const SEVERITY = z.enum(['critical', 'warning', 'info']);
const TIME = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'it must be a time of day such as 22:00');
/** Nothing with which a name could become several, or a line another header. */
const ADDRESS = /^[^\s@<>,;:"'()[\]\\\p{Cc}\p{Cf}]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/u;
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9a-fA-F:]{2,39})$/;
/** Recipients of one mail: more are a list, which is the mail server's to keep. */
const MOST_RECIPIENTS = 50;

const timeZone = z.string().refine(isTimeZone, 'it must be the name of a time zone, such as Asia/Manila');
const mailAddress = z.string().regex(ADDRESS, 'it must be one mail address, such as team@example.org');
const secret = z.string().refine(isReference, 'it must be env:NAME or file:PATH, so that the secret itself stands in no configuration');
const url = z.string().min(1);

const ROUTING = {
  severity: SEVERITY.default('info'),
  groups: z.array(z.string().min(1)).min(1).nullable().default(null),
  databases: z.array(z.string().min(1)).min(1).nullable().default(null),
  on: z.array(z.enum(NEWS)).min(1).nullable().default(null),
  quiet: z
    .strictObject({ from: TIME, to: TIME, timeZone: timeZone.default('UTC'), unless: SEVERITY.nullable().default(null) })
    .refine(({ from, to }) => from !== to, 'it must end at another time than it begins')
    .nullable()
    .default(null),
  interval: duration.default(0),
  remind: duration.nullable().default(null),
  personal: z.boolean().default(false),
  findings: z.int().min(0).max(20).default(5),
};

const mail = z
  .strictObject({
    type: z.literal('mail'),
    ...ROUTING,
    host: z.string().regex(HOST, 'it must be the name or address of a mail server'),
    port: z.int().min(1).max(65_535).default(587),
    security: z.enum(['tls', 'starttls', 'none']).default('starttls'),
    user: z
      .string()
      .min(1)
      .max(256)
      .regex(/^[^\p{Cc}]*$/u, 'no name has a line or a tab in it')
      .nullable()
      .default(null),
    password: secret.nullable().default(null),
    from: mailAddress,
    to: z.array(mailAddress).min(1).max(MOST_RECIPIENTS),
    ca: z.string().min(1).nullable().default(null),
  })
  .refine(({ user, password }) => (user === null) === (password === null), {
    path: ['password'],
    error: 'a user and a password stand together, or both are left out',
  })
  .refine(({ security, user }) => security !== 'none' || user === null, {
    path: ['security'],
    error: 'with a user it must be "tls" or "starttls": a password is never sent over a connection that is not encrypted and verified',
  });

const chat = z.strictObject({ type: z.enum(['slack', 'discord', 'teams']), ...ROUTING, url });
const webhook = z.strictObject({ type: z.literal('webhook'), ...ROUTING, url, secret });
const alertmanager = z.strictObject({
  type: z.literal('alertmanager'),
  ...ROUTING,
  // It forgets what it was told when it is started again.
  remind: duration.nullable().default(3_600_000),
  url,
  token: secret.nullable().default(null),
});
const ntfy = z.strictObject({
  type: z.literal('ntfy'),
  ...ROUTING,
  url: url.default('https://ntfy.sh'),
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/, 'it must be 1 to 64 letters, digits, "-" or "_"'),
  token: secret.nullable().default(null),
});

/** How a channel may be called. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/;

/** The setting `alerts`. */
export const alertsSchema = z
  .strictObject({
    channels: z
      .record(z.string(), z.discriminatedUnion('type', [mail, chat, webhook, alertmanager, ntfy], { error: typeTrouble }))
      .default({}),
    publicUrl: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .default(null),
    heartbeatUrl: url.nullable().default(null),
    allow: z
      .array(z.string().superRefine((entry, context) => complain(context, [], allowedTrouble(entry))))
      .max(100)
      .default([]),
    backupAge: duration.nullable().default(null),
  })
  .superRefine(({ channels, heartbeatUrl, allow }, context) => {
    const guard = { allow: allowListOf(allow) };
    const judge = (path: readonly string[], written: string): void => {
      if (isReference(written)) return;
      const trouble = urlTrouble(written, guard);
      complain(context, path, trouble === null ? null : `the address ${trouble}${/allowed$/.test(trouble) ? ' in "alerts.allow"' : ''}`);
    };
    if (heartbeatUrl !== null) judge(['heartbeatUrl'], heartbeatUrl);
    for (const [name, channel] of Object.entries(channels)) {
      if (!NAME.test(name))
        complain(
          context,
          ['channels', name],
          'a name is made of letters, digits, "-" and "_", begins with a letter or digit and has at most 60',
        );
      if (channel.type !== 'mail') judge(['channels', name, 'url'], channel.url);
    }
  });

function complain(context: z.RefinementCtx, path: readonly string[], message: string | null): void {
  if (message !== null) context.addIssue({ code: 'custom', path: [...path], message });
}

function typeTrouble({ code }: { readonly code?: string | undefined }): string | undefined {
  return code === 'invalid_union' ? 'its "type" must be mail, slack, discord, teams, webhook, alertmanager or ntfy' : undefined;
}

function isTimeZone(name: string): boolean {
  try {
    return name !== '' && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

import * as z from 'zod';
import { oidcSchema } from './oidc-schema.ts';
import { ROLES } from './roles.ts';

const role = z.enum(ROLES);
const port = z.int().min(0).max(65_535);
/** A name of a host with its port, as it stands in a request: `audit.example.org`, `10.0.0.5:8787`. */
const host = z
  .string()
  .regex(/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i, 'it must be a host as requests name it, such as audit.example.org:8787');
const network = z.string().regex(/^[0-9a-f.:]+(?:\/\d{1,3})?$/i, 'it must be an address or a network, such as 10.0.0.0/8');
const accountName = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,99}$/u, 'a name is made of letters, digits and . _ @ + -');
const header = z.string().regex(/^[a-z0-9-]{1,60}$/i, 'it must be the name of a header');
const databases = z.array(z.string().min(1)).min(1);

/** The setting `serve`: where the service answers, to whom, and how it knows them. */
export const serveSchema = z
  .strictObject({
    host: z.string().min(1).max(255),
    port,
    /** Where people reach it, as links in mail and chats name it. */
    publicUrl: z.url({ protocol: /^https?$/ }),
    /** Further names by which requests may call it. */
    hosts: z.array(host),
    tls: z.strictObject({ cert: z.string().min(1), key: z.string().min(1) }),
    /** Proxies whose forwarded headers count; everybody else's are ignored. */
    trustProxy: z.array(network).min(1),
    /** `proxy`: a trusted proxy has signed people in and names them in a header. */
    auth: z.enum(['accounts', 'proxy']),
    accounts: z.record(
      accountName,
      z.strictObject({
        role,
        /** A hash that `hash-password` made, or where it is. */
        password: z.string().regex(/^(?:scrypt\$.+|env:\w+|file:.+)$/, 'it must be a hash as "peerquest-audit hash-password" makes it'),
        /** Those that the account may see; all unless given. */
        databases: databases.optional(),
      }),
      'it must name accounts, such as { "ann": { "role": "admin", "password": "scrypt$…" } }',
    ),
    proxy: z.strictObject({
      userHeader: header,
      /** The role of somebody whom `roles` does not name; nobody else gets in unless given. */
      role: role.optional(),
      roles: z.record(z.string().min(1), role).default({}),
    }),
    /** Who signs people in by OpenID Connect, beside the accounts. */
    oidc: oidcSchema,
    /** Hours after which a session that nobody used ends. */
    sessionHours: z.number().min(0.01).max(720),
    /** Streams of progress of one person at a time. */
    streamsPerPerson: z.int().min(1).max(1000),
    /** Where `/metrics` may be read without a token; nowhere unless given. */
    metricsFrom: z.array(network),
  })
  .partial()
  .refine(({ auth, proxy }) => (auth === 'proxy') === (proxy !== undefined), {
    path: ['proxy'],
    error: '"auth": "proxy" and "proxy" belong together',
  })
  .refine(({ auth, trustProxy }) => auth !== 'proxy' || trustProxy !== undefined, {
    path: ['trustProxy'],
    error: 'with "auth": "proxy" it must name the proxy, as everybody else could name any person',
  })
  .refine(({ auth, oidc }) => auth !== 'proxy' || oidc === undefined, {
    path: ['oidc'],
    error: 'with "auth": "proxy" the proxy signs people in, and nobody else',
  });

/** What the configuration file says of the server. */
export type ServeSettings = z.infer<typeof serveSchema>;
/** What somebody may do. */
export type Role = (typeof ROLES)[number];

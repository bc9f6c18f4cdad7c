import * as z from 'zod';
import { allowedHosts } from './allowed-hosts.ts';
import { ROLES } from './roles.ts';
import { isReference } from './secret.ts';

const LOOPBACK = /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?:[:/]|$)/;

/** The name of a claim; dots lead into an object, as in `realm_access.roles`. */
const claim = z.string().regex(/^[\w.:/-]{1,200}$/, 'it must be the name of a claim');

/** The setting `serve.oidc`: who signs people in by OpenID Connect, and what a role is there. */
export const oidcSchema = z.strictObject({
  /** As the provider writes it in its tokens. */
  issuer: z
    .url({ protocol: /^https?$/ })
    .refine((issuer) => issuer.startsWith('https://') || LOOPBACK.test(issuer), 'it must begin with https://'),
  clientId: z.string().min(1).max(500),
  clientSecret: z.string().refine(isReference, 'it must name where the secret is: env:VARIABLE or file:PATH'),
  /** What is asked for beside `openid`. */
  scopes: z.array(z.string().regex(/^[!#-[\]-~]{1,200}$/, 'it must be the name of a scope')).default(['profile', 'email']),
  /** The claim of the id token that holds somebody's groups or roles: a text, or a list of texts. */
  roleClaim: claim,
  /** What these are worth here; of several the greatest counts, and who has none does not get in. */
  roles: z
    .record(z.string().min(1), z.enum(ROLES))
    .refine((roles) => Object.keys(roles).length > 0, 'it must say what is worth which role, such as { "audit-admins": "admin" }'),
  /** The claim that names somebody, which people must not be able to choose for themselves. */
  nameClaim: claim.default('preferred_username'),
  /** Hosts beside the public web at which the provider may be asked. */
  allow: allowedHosts,
});

/** Who signs people in by OpenID Connect. */
export type OidcSettings = z.infer<typeof oidcSchema>;

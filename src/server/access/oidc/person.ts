import { createHash } from 'node:crypto';
import { ROLES, type OidcSettings, type Role } from '../../../config/index.ts';

/** How names from the provider begin: no account has such a name, so that nobody there is taken for somebody here. */
const MARK = 'oidc:';
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,99}$/u;

/** Somebody whom the provider vouches for. */
export interface Person {
  readonly name: string;
  readonly role: Role;
  /** Holds the role, and how the provider is set up: a session of another one is none. */
  readonly stamp: string;
}

/** The claims of an id token. */
export type Claims = Readonly<Record<string, unknown>>;

/** Who has signed in at the provider; else why nobody has, as a sentence. */
export function personOf(claims: Claims, settings: OidcSettings): Person | string {
  const given = claimOf(claims, settings.nameClaim);
  if (typeof given !== 'string' || !NAME.test(given)) {
    return 'The provider gives you no name that can be used here: it is made of letters, digits and . _ @ + -.';
  }
  const groups = [claimOf(claims, settings.roleClaim)].flat();
  const role = ROLES.findLast((one) => groups.some((group) => typeof group === 'string' && roleFor(group, settings) === one));
  if (role === undefined) return 'You are signed in at the provider, but have no role here: ask an admin for one.';
  return { name: MARK + given, role, stamp: stampOf(role, settings) };
}

/** Whether a name is of somebody whom the provider vouches for. */
export function isFromProvider(name: string): boolean {
  return name.startsWith(MARK);
}

/** The role that a session's stamp holds; null where the provider is set up otherwise by now, or no more. */
export function roleOfStamp(stamp: string, settings: OidcSettings | undefined): Role | null {
  if (settings === undefined) return null;
  return ROLES.find((role) => stampOf(role, settings) === stamp) ?? null;
}

function roleFor(group: string, { roles }: OidcSettings): Role | undefined {
  return Object.hasOwn(roles, group) ? roles[group] : undefined;
}

function stampOf(role: Role, { issuer, clientId, roleClaim, roles, nameClaim }: OidcSettings): string {
  return createHash('sha256')
    .update(JSON.stringify([role, issuer, clientId, roleClaim, roles, nameClaim]))
    .digest('hex');
}

/** A claim by its name, or by a path into objects. Nothing that they inherit is one. */
function claimOf(claims: Claims, name: string): unknown {
  const own = (held: unknown, member: string): unknown =>
    typeof held === 'object' && held !== null && Object.hasOwn(held, member) ? (held as Claims)[member] : undefined;
  return own(claims, name) ?? name.split('.').reduce<unknown>(own, claims);
}

import type { OidcSettings } from '../../../config/index.ts';
import { withoutEnd } from '../../../model/index.ts';
import { guardedFetch } from './guarded-fetch.ts';

/**
 * Asks the provider for what everybody may know of it, as a sign of life: nobody could sign in there without.
 *
 * @throws Error with a sentence that says why it gave none
 */
export async function askProvider({ issuer, allow }: Pick<OidcSettings, 'issuer' | 'allow'>): Promise<void> {
  const url = `${withoutEnd(issuer, /\//)}/.well-known/openid-configuration`;
  const { status } = await guardedFetch(allow)(url, { method: 'GET', headers: { accept: 'application/json' } });
  if (status !== 200) throw new Error(`${new URL(issuer).host} answers with ${status}`);
}

import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an id token says, before it is signed. */
export interface IdToken {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  key: KeyObject;
  /** Instead of the signature. */
  signature?: string;
}

/** A provider of OpenID Connect in this process: real HTTP, tokens that are really signed, codes that hold once and for their verifier only. */
export interface OidcProvider {
  readonly issuer: string;
  /** Whoever signs in next. */
  person: Record<string, unknown>;
  /** Changes the next id tokens. */
  twist: (token: IdToken) => void;
  /** Requests that it has had, by their paths. */
  readonly asked: string[];
  /** Signs somebody in at an address that a service has sent them to, and returns where they are sent back to. */
  signIn(address: string): Promise<URL>;
  close(): Promise<void>;
}

/** The service, as the provider knows it. */
export const CLIENT = { id: 'audit', secret: 'a canary of a client secret' };

interface Code {
  readonly nonce: string;
  readonly challenge: string;
  readonly redirect: string;
}

/** Starts one, at a free port unless told otherwise. */
export async function oidcProvider(port = 0): Promise<OidcProvider> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, Code>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', provider.issuer);
    asked.push(url.pathname);
    const json = (body: object, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (url.pathname === '/.well-known/openid-configuration') json(metadata(provider.issuer));
    else if (url.pathname === '/keys') json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] });
    else if (url.pathname === '/authorize') response.writeHead(302, { location: authorized(url.searchParams) }).end();
    else if (url.pathname === '/token') {
      void bodyOf(request).then((body) => {
        const token = tokenFor(request.headers.authorization, body);
        json(token ?? { error: 'invalid_grant', error_description: 'That code is none.' }, token === null ? 400 : 200);
      });
    } else json({}, 404);
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');

  const authorized = (query: URLSearchParams): string => {
    const one = (name: string): string => query.get(name) ?? '';
    if (one('client_id') !== CLIENT.id || one('response_type') !== 'code' || one('code_challenge_method') !== 'S256') return '/refused';
    const code = randomUUID();
    codes.set(code, { nonce: one('nonce'), challenge: one('code_challenge'), redirect: one('redirect_uri') });
    return `${one('redirect_uri')}?${new URLSearchParams({ code, state: one('state'), session_state: 'of the provider' }).toString()}`;
  };

  const tokenFor = (authorization: string | undefined, body: URLSearchParams): object | null => {
    const basic = `Basic ${Buffer.from(`${CLIENT.id}:${encodeURIComponent(CLIENT.secret).replaceAll('%20', '+')}`).toString('base64')}`;
    const code = codes.get(body.get('code') ?? '');
    codes.delete(body.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url');
    if (authorization !== basic || code?.challenge !== challenge || code.redirect !== body.get('redirect_uri')) return null;
    const now = Math.floor(Date.now() / 1000);
    const token: IdToken = {
      header: { alg: 'RS256', kid: 'one' },
      claims: { iss: provider.issuer, aud: CLIENT.id, sub: 'someone', iat: now, exp: now + 300, nonce: code.nonce, ...provider.person },
      key: privateKey,
    };
    provider.twist(token);
    return { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: written(token) };
  };

  const provider: OidcProvider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    person: {},
    twist: () => undefined,
    asked,
    async signIn(address) {
      const answer = await fetch(address, { redirect: 'manual' });
      return new URL(answer.headers.get('location') ?? '', address);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return provider;
}

const metadata = (issuer: string): object => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  code_challenge_methods_supported: ['S256'],
});

function written({ header, claims, key, signature }: IdToken): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${signature ?? sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return new URLSearchParams(text);
}

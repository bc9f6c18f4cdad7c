import type { Environment, ServeSettings } from '../config/index.ts';
import { UsageError } from '../errors.ts';
import { isLoopback, networksOf, type Networks } from './networks.ts';

/** What the command line says of where to answer. */
export interface BindingFlags {
  readonly host?: string;
  readonly port?: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  /** Networks of proxies whose forwarded headers count. */
  readonly trustProxy?: readonly string[];
  readonly publicUrl?: string;
  /** Whether it is one to play with, which every page says. */
  readonly playground?: boolean;
}

/** Where the service answers. */
export interface Binding {
  readonly host: string;
  readonly port: number;
  /** The files of its certificate and key; null without TLS of its own. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly proxies: Networks;
  /** Whether a proxy is trusted. */
  readonly hasProxy: boolean;
  /** Where people reach it; null where nobody has said. */
  readonly publicUrl: URL | null;
  /** Names by which requests may call it. */
  readonly names: readonly string[];
}

const LOOPBACK = '127.0.0.1';
const PORT = 8787;

/**
 * Where the service answers: a flag beats the environment (`HOST`, `PORT`, as platforms of one container set them), which beats the file.
 *
 * @throws UsageError for what cannot be meant
 */
export function bindingOf(flags: BindingFlags, settings: ServeSettings, environment: Environment): Binding {
  const host = flags.host ?? filled(environment['HOST']) ?? settings.host ?? LOOPBACK;
  const port = flags.port ?? portOf(filled(environment['PORT'])) ?? settings.port ?? PORT;
  const cert = flags.tlsCert ?? settings.tls?.cert;
  const key = flags.tlsKey ?? settings.tls?.key;
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError('BAD_TLS', 'TLS takes a certificate and its key: give --tls-cert and --tls-key, both.');
  }
  const publicUrl = urlOf(flags.publicUrl ?? settings.publicUrl);
  const trusted = flags.trustProxy ?? settings.trustProxy ?? [];
  return {
    host,
    port,
    tls: cert === undefined || key === undefined ? null : { cert, key },
    proxies: proxiesOf(trusted),
    hasProxy: trusted.length > 0,
    publicUrl,
    names: [...(publicUrl === null ? [] : [publicUrl.host]), ...(settings.hosts ?? [])].map((name) => name.toLowerCase()),
  };
}

/**
 * Refuses to answer to others than this machine before there is somebody to answer to, and a way that nobody listens in on.
 *
 * @param hasAccount whether anybody can sign in
 * @throws UsageError saying how to make what is missing
 */
export function refuseOpenDoors({ host, tls, hasProxy }: Binding, hasAccount: boolean): void {
  if (isLoopback(host)) return;
  if (!hasAccount) {
    throw new UsageError(
      'NO_ACCOUNT',
      `Others than this machine reach "${host}", and there is no account: make the hash of a password with "peerquest-audit hash-password" and name it in "serve.accounts" or PEERQUEST_AUDIT_PASSWORD_HASH, or start on 127.0.0.1 first and make the first account there.`,
    );
  }
  if (tls === null && !hasProxy) {
    throw new UsageError(
      'NO_TLS',
      `Others than this machine reach "${host}", and passwords would go there unencrypted: give --tls-cert and --tls-key (openssl req -x509 -newkey rsa:3072 -nodes -days 365 -subj /CN=${host} -keyout key.pem -out cert.pem makes a pair to try), or name the proxy in front that has TLS with --trust-proxy NETWORK.`,
    );
  }
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new UsageError('BAD_PORT', `PORT in the environment is "${text}": it must be a number from 0 to 65535.`);
}

function urlOf(text: string | undefined): URL | null {
  if (text === undefined) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new UsageError('BAD_PUBLIC_URL', 'The address where people reach the service must be a URL such as https://audit.example.org.');
}

function proxiesOf(networks: readonly string[]): Networks {
  try {
    return networksOf(networks);
  } catch {
    throw new UsageError(
      'BAD_NETWORK',
      `"${networks.join(', ')}" names a proxy that cannot be trusted by that: give addresses or networks such as 10.0.0.0/8.`,
    );
  }
}

import type { Guard } from './destination.ts';

/** What is to be asked. */
export interface OutboundRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether a GET or HEAD follows redirects: three at most, each checked as the first. Else a redirect is the answer. */
  readonly followRedirects?: boolean;
}

/** How much it may take; each has a default. */
export interface Bounds {
  /** Of the whole exchange, redirects included, in milliseconds. */
  readonly time: number;
  /** How much of the answer's body is read; the rest is left. */
  readonly bytes: number;
}

/** What an exchange needs of the world around. */
export interface OutboundSurroundings extends Guard {
  /** Stops it. */
  readonly signal?: AbortSignal;
  /** Certificates of authorities to trust instead of those that Node trusts. */
  readonly ca?: string;
  /** The addresses that a name stands for; by default the system's. */
  readonly lookUp?: (host: string) => Promise<readonly string[]>;
}

/** Why there is no whole answer. */
export type FailureKind =
  | 'refused' // by the guard, before anything was connected to
  | 'dns' // the name is not known
  | 'connect' // nobody listens
  | 'tls' // the certificate, or what was spoken of it
  | 'timeout' // of the whole
  | 'closed' // the connection ended before the answer did
  | 'malformed' // no HTTP, or more headers than are read
  | 'redirect' // too many, or from https to http
  | 'stopped'; // by the signal

/** What went wrong. */
export interface Failure {
  readonly kind: FailureKind;
  /** The end of a sentence that begins with what was asked. It names the host at most: a path may be a secret. */
  readonly reason: string;
}

/** How long the parts of the last request took, in milliseconds; null for what was not reached, or not needed. */
export interface Times {
  readonly dns: number | null;
  readonly connect: number | null;
  readonly tls: number | null;
  /** From the request's end to the answer's first byte. */
  readonly firstByte: number | null;
  /** Of the whole exchange, redirects included. */
  readonly total: number;
}

/** What came of a request. It never throws: what went wrong is `failure`, beside what had been learned until then. */
export interface Exchange {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The first bytes of the body as they were sent: nothing is decompressed. */
  readonly body: Buffer;
  /** Whether the body went on. */
  readonly isCut: boolean;
  /** Null where the answer came, whatever it says. */
  readonly failure: Failure | null;
  /** Whether the request may have arrived, so that to send it again may be to send it twice. */
  readonly wasSent: boolean;
  readonly times: Times;
  /** When the certificate of the server that answered ends, as an ISO time. */
  readonly certificateEnds: string | null;
  /** How many redirects were followed. */
  readonly redirects: number;
}

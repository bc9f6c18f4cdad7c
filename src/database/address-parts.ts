import { UsageError } from '../errors.ts';

/** What a text that names a host means: a host to connect to, or the path of a Unix socket. */
export type ServerPlace = { readonly host: string } | { readonly socketPath: string };

/**
 * Reads the name of a host, its address in numbers or the path of a socket.
 *
 * @param what the text's name, as the subject of a sentence
 * @throws UsageError without repeating the text: in the wrong place, it may be a whole URL with its password
 */
export function placeOf(text: string, what: string): ServerPlace {
  if (text.startsWith('/')) return { socketPath: text };
  if (text.includes(',')) {
    throw new UsageError(
      'BAD_DATABASE_URL',
      `${what} is a list of several hosts: name the one server that is meant, as an audit must know which it looks at.`,
    );
  }
  const inNumbers = /^\[?([\da-f.]*:[\da-f.:]*:[\da-f.]*)\]?$/i.exec(text)?.[1];
  if (inNumbers === undefined && /^[^:]+:\d+$/.test(text)) {
    throw new UsageError('BAD_DATABASE_URL', `${what} holds a port too: give the host alone there, and the port in its own place.`);
  }
  const name = inNumbers === undefined ? text : `[${inNumbers}]`;
  // The only characters of names and numbers; then the spelling that every program has for them.
  const canonical =
    /^\[[^\]]+\]$|^[\p{L}\p{M}\p{N}._-]+$/u.test(name) && URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : '';
  if (canonical === '') {
    throw new UsageError('BAD_DATABASE_URL', `${what} is no name of a host, no address in numbers and no path of a socket.`);
  }
  return { host: canonical.replace(/^\[|\]$/g, '') };
}

/** The number of a port; null for a text that is none. */
export function portNumber(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}

/** True for a name or an address of this very machine, and for no name that only looks like one. */
export function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** True for this machine, and for Railway's private network, which encrypts by itself (WireGuard). */
export function isPrivate(host: string): boolean {
  return isThisMachine(host) || host.endsWith('.railway.internal');
}

/** A text as it was meant where a file or a shell has left its quotes, or the end of a line, around it. */
export function withoutQuotes(text: string): string {
  const trimmed = text.trim();
  const [, , inner] = /^(["'])(.*)\1$/s.exec(trimmed) ?? [];
  return inner === undefined ? trimmed : inner.trim();
}

/**
 * A part of a URL, without its percent-encoding.
 *
 * @param what the part's name, in a sentence
 * @throws UsageError without repeating the text
 */
export function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UsageError('BAD_DATABASE_URL', `The ${what} in the database URL is not percent-encoded correctly: write a literal % as %25.`);
  }
}

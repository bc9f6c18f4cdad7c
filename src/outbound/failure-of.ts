import type { Failure } from './exchange.ts';

const CONNECTING: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  EADDRNOTAVAIL: 'cannot be reached',
  EACCES: 'cannot be reached',
  EPERM: 'cannot be reached',
  ETIMEDOUT: 'does not answer',
};

const CERTIFICATES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
  CERT_NOT_YET_VALID: 'has a certificate that is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'has a certificate that it signed itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'has a certificate of an authority that is not known',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'has a certificate of an authority that is not known',
  UNABLE_TO_GET_ISSUER_CERT: 'has a certificate of an authority that is not known',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'has a certificate of an authority that is not known',
  CERT_REVOKED: 'has a certificate that was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate of another name',
};

/** What an error of Node's means, in words that hold nothing of what was asked or answered. */
export function failureOf(error: unknown): Failure {
  const code = codeOf(error);
  const connecting = CONNECTING[code];
  if (connecting !== undefined) return { kind: 'connect', reason: connecting };
  const certificate = CERTIFICATES[code];
  if (certificate !== undefined) return { kind: 'tls', reason: certificate };
  if (code === 'HPE_HEADER_OVERFLOW') return { kind: 'malformed', reason: 'sent more headers than are read' };
  if (code.startsWith('HPE_')) return { kind: 'malformed', reason: 'sent what is no HTTP' };
  if (/^(?:ERR_SSL|ERR_TLS|EPROTO|CERT_|UNABLE_)/.test(code)) return { kind: 'tls', reason: 'and this program agree on no TLS' };
  if (code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN') {
    return { kind: 'refused', reason: 'was to be sent a header with a character that no header may have' };
  }
  return { kind: 'closed', reason: 'closed the connection' };
}

/** Of several attempts at one name, the first one's. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

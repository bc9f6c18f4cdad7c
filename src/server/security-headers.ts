/** What every answer says, whatever it is: nothing is kept, nothing is guessed, nothing comes from elsewhere, nobody frames it. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Told over TLS only: a browser comes back that way. */
export const STRICT_TRANSPORT = { 'strict-transport-security': 'max-age=31536000' } as const;

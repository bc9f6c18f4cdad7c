/** How a cookie is set: only for this service, unseen by scripts, and never sent along from elsewhere. */
export interface CookieKind {
  readonly name: string;
  /** Set over TLS, its name says that no other host and no plain connection can have set it. */
  readonly isSecure: boolean;
  /** `Lax` for what a sign-in elsewhere comes back with. */
  readonly sameSite: 'Strict' | 'Lax';
}

/** The name under which a browser sends it. */
export function cookieName({ name, isSecure }: CookieKind): string {
  return isSecure ? `__Host-${name}` : name;
}

/** The header that sets a cookie, or with no value takes it away. */
export function setCookie(kind: CookieKind, value: string | null, maxAgeSeconds: number | null = null): string {
  const age = value === null ? '; Max-Age=0' : maxAgeSeconds === null ? '' : `; Max-Age=${maxAgeSeconds}`;
  return `${cookieName(kind)}=${value ?? ''}; Path=/; HttpOnly; SameSite=${kind.sameSite}${kind.isSecure ? '; Secure' : ''}${age}`;
}

/** The value of a cookie that a request brings; null for none, and for several of the name, of which one is not ours. */
export function cookieOf(header: string | undefined, kind: CookieKind): string | null {
  const name = cookieName(kind);
  const values = (header ?? '').split(';').flatMap((pair) => {
    const [given = '', ...value] = pair.trim().split('=');
    return given === name ? [value.join('=')] : [];
  });
  return values.length === 1 && values[0] !== undefined && /^[\w.-]{1,2048}$/.test(values[0]) ? values[0] : null;
}

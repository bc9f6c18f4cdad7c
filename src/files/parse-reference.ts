/** Why a reference points, or tries to point, out of the media root. */
export type OutsideCause = 'traversal' | 'absolute-path' | 'nul-byte' | 'link-leads-out';

/** Why a reference cannot be the name of an uploaded file. */
export type MalformedCause = 'empty' | 'other-address' | 'query' | 'bad-encoding' | 'too-long' | 'not-a-list' | 'not-a-reference';

/** What a text in an upload column means. */
export type ParsedReference =
  /** Relative to the media root, `/` between its parts; it cannot climb out of it by its name. */
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'outside'; readonly cause: OutsideCause }
  | { readonly kind: 'malformed'; readonly cause: MalformedCause };

/** How a column writes a file's name: a name is what stands there, a URL is percent-encoded and may begin with `/media/`. */
export type ReferenceForm = 'name' | 'url';

/** Where the application serves its media root. */
const MEDIA_PREFIX = /^\/media\//;
const LONGEST_NAME = 255;
const LONGEST_PATH = 4096;
/** Decoding is tried so often: what is encoded twice hopes to be decoded twice. */
const DECODINGS = 5;

/** Reads a reference. Danger is looked for first and in every decoding, whatever else is wrong with the text. */
export function parseReference(text: string, form: ReferenceForm): ParsedReference {
  const danger = dangerIn(text, form);
  if (danger !== null) return { kind: 'outside', cause: danger };
  if (text.trim() === '') return { kind: 'malformed', cause: 'empty' };
  if (text.length > LONGEST_PATH * 3) return { kind: 'malformed', cause: 'too-long' };
  if (form === 'name') return pathOf(text);
  if (/^[a-z][a-z\d+.-]*:/i.test(text)) return { kind: 'malformed', cause: 'other-address' };
  if (/[?#]/.test(text)) return { kind: 'malformed', cause: 'query' };
  try {
    return pathOf(decodeURIComponent(text.replace(MEDIA_PREFIX, '')));
  } catch {
    return { kind: 'malformed', cause: 'bad-encoding' };
  }
}

/** A name without a way out of the media root, in its plainest form. */
function pathOf(name: string): ParsedReference {
  if (/\p{Surrogate}/u.test(name)) return { kind: 'malformed', cause: 'bad-encoding' };
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  const path = parts.join('/');
  if (parts.length === 0) return { kind: 'malformed', cause: 'empty' };
  const tooLong = Buffer.byteLength(path) > LONGEST_PATH || parts.some((part) => Buffer.byteLength(part) > LONGEST_NAME);
  return tooLong ? { kind: 'malformed', cause: 'too-long' } : { kind: 'path', path };
}

function dangerIn(text: string, form: ReferenceForm): OutsideCause | null {
  for (let [round, decoded] = [0, text]; round <= DECODINGS; round++) {
    const name = form === 'url' ? decoded.replace(MEDIA_PREFIX, '') : decoded;
    if (name.includes('\0')) return 'nul-byte';
    if (name.split(/[/\\]/).includes('..')) return 'traversal';
    if (/^(?:[/\\]|[a-z]:[/\\]|file:)/i.test(name)) return 'absolute-path';
    const next = decodedOnce(decoded);
    if (next === decoded) return null;
    decoded = next;
  }
  return null;
}

/** Decodes what matters here, ASCII and its overlong forms, and leaves all else: it must not stumble over bad escapes. */
function decodedOnce(text: string): string {
  return text
    .replace(/%c0%([89ab][\da-f])/gi, (_, low: string) => String.fromCharCode(Number.parseInt(low, 16) & 0x3f))
    .replace(/%([0-7][\da-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** What the first bytes of a file say it is; `binary` for anything unknown. */
export type FileContent = 'jpeg' | 'png' | 'gif' | 'pdf' | 'ole' | 'zip' | 'rtf' | 'text' | 'binary';

/** Kinds of files that the application accepts. */
export type ContentKind = 'jpeg' | 'png' | 'gif' | 'pdf' | 'txt' | 'doc' | 'docx';

/** How many first bytes {@link contentOf} wants to see. */
export const HEAD_LENGTH = 4096;

const SIGNATURES: readonly (readonly [FileContent, Buffer])[] = [
  ['jpeg', Buffer.from('ffd8ff', 'hex')],
  ['png', Buffer.from('89504e470d0a1a0a', 'hex')],
  ['gif', Buffer.from('GIF87a')],
  ['gif', Buffer.from('GIF89a')],
  ['pdf', Buffer.from('%PDF-')],
  ['ole', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ['zip', Buffer.from('504b0304', 'hex')],
  ['rtf', Buffer.from('{\\rtf')],
];

/** Extensions of each kind, what its first bytes may be, and what a server may call it. */
const KINDS: Readonly<
  Record<ContentKind, { readonly extensions: readonly string[]; readonly contents: readonly FileContent[]; readonly types: RegExp }>
> = {
  jpeg: { extensions: ['jpg', 'jpeg', 'jfif'], contents: ['jpeg'], types: /^image\/p?jpe?g$/ },
  png: { extensions: ['png'], contents: ['png'], types: /^image\/(?:x-)?png$/ },
  gif: { extensions: ['gif'], contents: ['gif'], types: /^image\/gif$/ },
  pdf: { extensions: ['pdf'], contents: ['pdf'], types: /^application\/(?:x-)?pdf$/ },
  txt: { extensions: ['txt'], contents: ['text', 'rtf'], types: /^text\/plain$/ },
  // Word itself writes RTF under this name, and an encrypted docx as an OLE container.
  doc: { extensions: ['doc'], contents: ['ole', 'rtf'], types: /^application\/(?:(?:vnd\.)?ms-?word|rtf)$/ },
  docx: {
    extensions: ['docx'],
    contents: ['zip', 'ole'],
    types: /^application\/(?:vnd\.openxmlformats-officedocument\.wordprocessingml\.document|(?:x-)?zip(?:-compressed)?)$/,
  },
};

/** The extension of a path in lower case, without its dot; null for none. */
export function extensionOf(path: string): string | null {
  return /[^/]\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? null;
}

/** The kind that an extension stands for; null for one that the application never accepts. */
export function contentKindOf(extension: string | null): ContentKind | null {
  const found = Object.entries(KINDS).find(([, { extensions }]) => extension !== null && extensions.includes(extension));
  return found === undefined ? null : (found[0] as ContentKind);
}

/** Whether the first bytes of a file of this kind may be these. */
export function mayContain(kind: ContentKind, content: FileContent): boolean {
  return KINDS[kind].contents.includes(content);
}

/** Whether a server may call a file of this kind so; a type that says nothing is no contradiction. */
export function mayBeServedAs(kind: ContentKind, type: string): boolean {
  return type === 'application/octet-stream' || type === 'binary/octet-stream' || KINDS[kind].types.test(type);
}

/** What the first bytes of a file say it is. */
export function contentOf(head: Uint8Array): FileContent {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const known = SIGNATURES.find(([, signature]) => bytes.subarray(0, signature.length).equals(signature));
  if (known !== undefined) return known[0];
  if (isText(bytes)) return 'text';
  // Readers allow junk before the header of a PDF.
  return bytes.subarray(0, 1024).includes('%PDF-') ? 'pdf' : 'binary';
}

function isText(bytes: Buffer): boolean {
  const isUtf16 = bytes.length >= 2 && (bytes.readUInt16BE() === 0xfeff || bytes.readUInt16BE() === 0xfffe);
  return isUtf16 || !bytes.includes(0);
}

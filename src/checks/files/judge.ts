import { extensionOf, contentKindOf, mayBeServedAs, mayContain, type Looked, type SpooledFinding } from '../../files/index.ts';
import type { UploadColumn } from './upload-columns.ts';

/** What is wrong with a file, in the eyes of one column. */
export interface FileVerdict {
  readonly check: 'file-missing' | 'file-empty' | 'file-too-large' | 'file-type' | 'file-outside-media-root';
  readonly cause: string | null;
  readonly facts: SpooledFinding['facts'];
}

/** Judges what was seen of a file by the limits of a column that names it. */
export function judge(path: string, looked: Looked, { accepts, limit }: Pick<UploadColumn, 'accepts' | 'limit'>): readonly FileVerdict[] {
  if (looked.kind === 'missing') return [{ check: 'file-missing', cause: looked.cause, facts: {} }];
  if (looked.kind === 'outside') return [{ check: 'file-outside-media-root', cause: 'link-leads-out', facts: {} }];
  if (looked.kind === 'unknown') return [];
  const { size } = looked;
  const verdicts: FileVerdict[] = [];
  if (size === 0) verdicts.push({ check: 'file-empty', cause: null, facts: {} });
  if (size !== null && size > limit) verdicts.push({ check: 'file-too-large', cause: null, facts: { size } });
  const type = typeOf(path, looked, accepts);
  if (type !== null) verdicts.push(type);
  return verdicts;
}

function typeOf(
  path: string,
  { content, servedAs, size }: Looked & { readonly kind: 'file' },
  accepts: UploadColumn['accepts'],
): FileVerdict | null {
  const extension = extensionOf(path);
  const kind = contentKindOf(extension);
  const facts = { extension, content: content ?? servedAs };
  if (kind === null || !accepts.includes(kind)) return { check: 'file-type', cause: 'not-accepted', facts };
  // An empty file is no other kind of file: it is reported as empty.
  if (size === 0) return null;
  const differs = (content !== null && !mayContain(kind, content)) || (servedAs !== null && !mayBeServedAs(kind, servedAs));
  return differs ? { check: 'file-type', cause: 'content-differs', facts } : null;
}

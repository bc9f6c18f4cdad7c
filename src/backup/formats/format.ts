/** What a backup is made of. */
export type Format =
  | { readonly kind: 'packed'; readonly by: Packer }
  | { readonly kind: 'encrypted'; readonly by: string }
  /** Something else that is known by its first bytes, and is restored by other programs. */
  | { readonly kind: 'other'; readonly what: string }
  | { readonly kind: 'sqlite-file' }
  | { readonly kind: 'postgres-archive'; readonly form: 'custom' | 'directory' | 'tar' }
  | { readonly kind: 'mydumper'; readonly isPacked: boolean }
  | { readonly kind: 'sql'; readonly dialect: Dialect; readonly from: string | null };

/** Programs that make files smaller. */
export type Packer = 'gzip' | 'zstd' | 'xz' | 'bzip2';

/** In whose words a dump is written. */
export type Dialect = 'sqlite' | 'postgresql' | 'mysql';

/** Recognises one format by the first bytes of a file; null where it is another. */
export type Recognise = (head: Buffer) => Format | null;

/** Bytes that are looked at: the header of a tar file is one block, a dump may begin with a comment. */
export const HEAD_BYTES = 4096;

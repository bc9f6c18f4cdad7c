import { createHash } from 'node:crypto';

/** What tells one content of an answer from another. */
export function entityTag(body: string | Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
}

/** Whether a caller has that content already, by its `If-None-Match`. */
export function hasAlready(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((one) => [tag, `W/${tag}`, '*'].includes(one.trim()));
}

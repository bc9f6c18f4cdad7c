/** A message of PostgreSQL's protocol: a letter, the length of what follows, and that. */
export const message = (letter: string, ...body: readonly (Buffer | number | string)[]): Buffer => {
  const bytes = Buffer.concat(body.map((part) => (typeof part === 'number' ? int32(part) : Buffer.from(part))));
  return Buffer.concat([Buffer.from(letter), int32(bytes.length + 4), bytes]);
};
/** Four bytes, the highest first. */
export const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

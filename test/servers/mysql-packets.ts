/** A packet of MySQL's protocol: the length of the body, the packet's number, the body. */
export const packet = (number: number, ...body: readonly (Buffer | readonly number[] | string)[]): Buffer => {
  const bytes = Buffer.concat(body.map((part) => Buffer.from(part as string)));
  const head = Buffer.alloc(4);
  head.writeUIntLE(bytes.length, 0, 3);
  head[3] = number;
  return Buffer.concat([head, bytes]);
};
/** What a server begins with: it asks for a native password. */
export const GREETING = packet(
  0,
  [10],
  '8.0.36\0',
  [1, 0, 0, 0],
  'abcdefgh\0',
  [255, 247, 33, 2, 0, 255, 143, 21],
  Buffer.alloc(10),
  'abcdefghijkl\0',
  'mysql_native_password\0',
);

import { describe, expect, it } from 'vitest';
import { keepingHint } from '../../src/cli/keeping-hint.ts';

const FLAGS = { color: true } as Parameters<typeof keepingHint>[0];

describe('what hints of ack, acks and unack repeat', () => {
  it('is every flag that says where the database, its files and its acknowledgements are, and no other', () => {
    const all = { database: 'a b.db', config: 'c.json', trustConfig: true, store: 's.db', baseline: 'b.json', mediaRoot: 'm' };
    expect(keepingHint({ ...FLAGS, ...all })).toBe(
      " --database 'a b.db' --config c.json --trust-config --store s.db --media-root m --baseline b.json",
    );
    expect(keepingHint(FLAGS)).toBe('');
  });

  it('holds no URL of a server, which may hold a password', () => {
    const url = 'postgres://u:secret@h/d';
    expect(keepingHint({ ...FLAGS, database: url, writeDatabase: url, store: url })).toBe(
      ' --database URL --write-database URL --store URL',
    );
  });
});

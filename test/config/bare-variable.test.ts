import { describe, expect, it } from 'vitest';
import { findDatabase } from '../../src/config/index.ts';
import { findStore } from '../../src/history/index.ts';

const SECRET = 'postgresql://ann:s3cret@db.example.com/shop';

describe('the bare name of a variable', () => {
  it.each(['DATABASE_URL', '$DATABASE_URL', '${DATABASE_URL}', '%DATABASE_URL%', '$env:DATABASE_URL'])(
    '%s in the place of an address is answered by how it is written',
    async (database) => {
      const found = findDatabase({ database }, {}, { DATABASE_URL: SECRET });
      await expect(found).rejects.toMatchObject({ code: 'NO_DATABASE' });
      await expect(found).rejects.toThrow(
        '--database gives the name of the variable DATABASE_URL where its value belongs: write env:DATABASE_URL.',
      );
      await expect(found).rejects.not.toThrow('s3cret');
    },
  );

  it('is a file’s name where no such variable is set, or where there is such a file', async () => {
    expect((await findDatabase({ database: 'DATABASE_URL' }, {}, {})).address).toMatchObject({
      file: expect.stringContaining('DATABASE_URL') as string,
    });
    expect((await findDatabase({ database: 'LICENSE' }, {}, { LICENSE: 'x' })).address).toMatchObject({
      file: expect.stringContaining('LICENSE') as string,
    });
  });

  it('is no name of a store, either', () => {
    const wish = { flag: 'AUDIT_STORE', fileSetting: null, environment: { AUDIT_STORE: SECRET }, audited: null };
    expect(() => findStore(wish)).toThrow(
      '--store gives the name of the variable AUDIT_STORE where its value belongs: write env:AUDIT_STORE.',
    );
  });

  it('URL, as hints have it, is told from an address', async () => {
    await expect(findDatabase({ database: 'URL' }, {}, {})).rejects.toThrow(
      '--database has the word URL, which stands for an address that is not shown',
    );
  });
});

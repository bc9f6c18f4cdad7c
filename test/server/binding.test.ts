import { describe, expect, it } from 'vitest';
import { bindingOf, refuseOpenDoors } from '../../src/server/binding.ts';

describe('where the service answers', () => {
  it('is this machine, unless it is told otherwise', () => {
    expect(bindingOf({}, {}, {})).toMatchObject({ host: '127.0.0.1', port: 8787, tls: null, names: [] });
    expect(bindingOf({}, { host: '10.0.0.5', port: 1 }, { HOST: '0.0.0.0', PORT: '8080' })).toMatchObject({ host: '0.0.0.0', port: 8080 });
    expect(bindingOf({ host: '::1', port: 0 }, {}, { HOST: '0.0.0.0', PORT: '8080' })).toMatchObject({ host: '::1', port: 0 });
    expect(bindingOf({}, { publicUrl: 'https://Audit.example.org/', hosts: ['Other:81'] }, {}).names).toEqual([
      'audit.example.org',
      'other:81',
    ]);
  });

  it.each([
    [{ tlsCert: 'cert.pem' }, {}, 'give --tls-cert and --tls-key'],
    [{ publicUrl: 'ftp://a' }, {}, 'must be a URL'],
    [{ publicUrl: 'https://u:p@a' }, {}, 'must be a URL'],
    [{ trustProxy: ['10.0.0.0/99'] }, {}, 'cannot be trusted'],
    [{}, { PORT: '99999' }, 'PORT in the environment'],
  ])('is refused where it cannot be meant: %j %j', (flags, environment, words) => {
    expect(() => bindingOf(flags, {}, environment)).toThrow(words);
  });

  it('is no other machine without an account, and TLS or a proxy', () => {
    const at = (flags: Parameters<typeof bindingOf>[0], hasAccount: boolean) => () => refuseOpenDoors(bindingOf(flags, {}, {}), hasAccount);
    for (const host of ['127.0.0.1', '127.8.8.8', 'localhost', '::1', '[::1]']) expect(at({ host }, false)).not.toThrow();
    for (const host of ['0.0.0.0', '::', '10.0.0.5', 'audit.example.org', '127.evil.example']) {
      expect(at({ host, tlsCert: 'a', tlsKey: 'b' }, false)).toThrow('hash-password');
      expect(at({ host }, true)).toThrow('--tls-cert');
      expect(at({ host, tlsCert: 'a', tlsKey: 'b' }, true)).not.toThrow();
      expect(at({ host, trustProxy: ['10.0.0.0/8'] }, true)).not.toThrow();
    }
  });
});

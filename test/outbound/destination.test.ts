import fc from 'fast-check';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { addressKind } from '../../src/outbound/address-kind.ts';
import { allowedTrouble, allowListOf, sendOut, urlTrouble, type Guard } from '../../src/outbound/index.ts';

const STRICT: Guard = { allow: [] };
const allowing = (...entries: string[]): Guard => ({ allow: allowListOf(entries) });

/** Every way to write an address that is not for the world. */
const ATTACKS = [
  'http://169.254.169.254/latest/meta-data/',
  'http://127.0.0.1/',
  'http://127.1/',
  'http://[::1]/',
  'http://[::]/',
  'http://[::ffff:10.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[0:0:0:0:0:ffff:169.254.169.254]/',
  'http://[::10.0.0.1]/',
  'http://[64:ff9b::10.0.0.1]/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://[64:ff9b:1::1]/',
  'http://[2002:7f00:1::]/',
  'http://[2001:0:1::1]/',
  'http://[fe80::1]/',
  'http://[fec0::1]/',
  'http://[fd00:ec2::254]/',
  'http://[fc00::1]/',
  'http://[ff02::1]/',
  'http://[2001:db8::1]/',
  'http://[5f00::1]/',
  'http://0.0.0.0/',
  'http://0/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0x7f000001/',
  'http://0177.0.0.1/',
  'http://127.0.0.1./',
  'http://１２７.０.０.１/',
  'http://①②⑦.⓪.⓪.①/',
  'http://10.0.0.1/',
  'http://172.16.0.1/',
  'http://172.31.255.255/',
  'http://192.168.1.1/',
  'http://100.64.0.1/',
  'http://100.100.100.200/',
  'http://168.63.129.16/',
  'http://192.0.0.192/',
  'http://198.18.0.1/',
  'http://224.0.0.1/',
  'http://240.0.0.1/',
  'http://255.255.255.255/',
  'http://localhost/',
  'http://localhost./',
  'http://LOCALHOST/',
  'http://a.localhost/',
  'file:///etc/passwd',
  'gopher://example.org/',
  'ftp://example.org/',
  'data:text/plain,x',
  'javascript:alert(1)',
  'http://user:secret@example.org/',
  'http://user@example.org/',
  'http://:secret@example.org/',
  'http://example.org:22/',
  'http://example.org:25/',
  'http://example.org:6379/',
  'http://example.org:5432/',
  'http://example.org:0/',
  'https://example.org:2375/',
  'http://',
  'example.org',
  '//example.org/',
  '',
];

describe('attack 11: what may be asked', () => {
  test.each(ATTACKS)('%s is refused when it is written down, and when it is asked', async (url) => {
    expect(urlTrouble(url, STRICT)).not.toBeNull();
    const { failure, wasSent, times } = await sendOut({ url }, { ...STRICT, lookUp: () => Promise.resolve(['127.0.0.1']) });
    expect(failure?.kind).toBe('refused');
    expect([wasSent, times.connect]).toEqual([false, null]);
    expect(failure?.reason).not.toContain('secret');
  });

  test.each([
    'https://hooks.slack.com/services/T/B/x',
    'http://example.org:8080/',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'http://[64:ff9b::808:808]/',
  ])('%s may be asked', (url) => expect(urlTrouble(url, STRICT)).toBeNull());

  test('every address in a private range is refused in each notation that a URL has for it', () => {
    const privately = fc.oneof(
      fc.tuple(fc.constant(10), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(127), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(0), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(192), fc.constant(168), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.integer({ min: 224, max: 255 }), fc.nat(255), fc.nat(255), fc.nat(255)),
    );
    const notations = (octets: readonly number[]): string[] => {
      const whole = octets.reduce((sum, octet) => sum * 256 + octet, 0);
      const [a, b, c, d] = octets as [number, number, number, number];
      const hex = (octet: number): string => octet.toString(16).padStart(2, '0');
      return [
        octets.join('.'),
        String(whole),
        `0x${whole.toString(16)}`,
        octets.map((octet) => `0x${octet.toString(16)}`).join('.'),
        octets.map((octet) => `0${octet.toString(8)}`).join('.'),
        `${a}.${(b << 16) + (c << 8) + d}`,
        `${a}.${b}.${(c << 8) + d}`,
        `[::ffff:${octets.join('.')}]`,
        `[::ffff:${hex(a)}${hex(b)}:${hex(c)}${hex(d)}]`,
        `[64:ff9b::${hex(a)}${hex(b)}:${hex(c)}${hex(d)}]`,
        `[2002:${hex(a)}${hex(b)}:${hex(c)}${hex(d)}::1]`,
        `[::${hex(a)}${hex(b)}:${hex(c)}${hex(d)}]`,
      ];
    };
    fc.assert(
      fc.property(privately, (octets) => {
        for (const host of notations(octets)) expect([host, urlTrouble(`http://${host}/`, STRICT)]).not.toContain(null);
      }),
    );
  });

  test('what a name stands for is judged as if it had been written', () => {
    expect(['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'].map(addressKind)).toEqual(['public', 'public', 'public']);
    expect(['10.0.0.1', '::ffff:10.0.0.1', '::1', 'fd12::1', '4000::1'].map(addressKind)).toEqual(Array(5).fill('private'));
    expect(['169.254.0.1', '::ffff:169.254.169.254', 'fe80::1', 'fd00:ec2::254', '168.63.129.16'].map(addressKind)).toEqual(
      Array(5).fill('metadata'),
    );
  });
});

describe('what an operator allows', () => {
  test('a host, an address or a range, with a port or for those of the web', () => {
    expect(urlTrouble('http://10.1.2.3/', allowing('10.0.0.0/8'))).toBeNull();
    expect(urlTrouble('http://0x0a010203/', allowing('10.1.2.3'))).toBeNull();
    expect(urlTrouble('http://[::ffff:10.1.2.3]/', allowing('10.1.2.3'))).toBeNull();
    expect(urlTrouble('http://[fd12::7]:9093/', allowing('[fd12::7]:9093'))).toBeNull();
    expect(urlTrouble('http://localhost:8000/', allowing('localhost'))).toBeNull();
    expect(urlTrouble('http://localhost:8000/', allowing('127.0.0.0/8'))).toBeNull();
    expect(urlTrouble('http://10.1.2.3:9093/', allowing('10.1.2.3:9094'))).toContain('private address');
    expect(urlTrouble('http://10.1.2.3:22/', allowing('10.1.2.3'))).toContain('port 22');
    expect(urlTrouble('http://10.1.2.3:22/', allowing('10.1.2.3:22'))).toBeNull();
    expect(urlTrouble('http://11.1.2.3:22/', allowing('10.1.2.3:22'))).toContain('port 22');
  });

  const asked = async (entry: string, address: string, port = 9): Promise<string | undefined> => {
    const { failure } = await sendOut(
      { url: `http://internal:${port}/` },
      { ...allowing(entry), lookUp: () => Promise.resolve([address]) },
      { time: 500 },
    );
    return failure?.kind;
  };

  test('a name that is allowed may be private, but never where clouds tell credentials', async () => {
    expect(await asked('internal:9', '127.0.0.1')).toBe('connect');
    expect(await asked('internal', '127.0.0.1')).toBe('refused');
    expect(await asked('internal:9', '169.254.169.254')).toBe('refused');
    expect(await asked('internal:9', 'fd00:ec2::254')).toBe('refused');
    expect(await asked('other:9', '127.0.0.1')).toBe('refused');
  });

  test('this program does not ask itself by an address of its own', async () => {
    const own = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .find(({ family }) => family === 'IPv4')?.address;
    if (own === undefined) return;
    const guard = { ...allowing(own), ownPort: 8787 };
    expect((await sendOut({ url: `http://${own}:8787/` }, guard)).failure?.reason).toBe('leads to this program itself');
    const named = { ...guard, lookUp: () => Promise.resolve([own]) };
    expect((await sendOut({ url: 'http://audit.example:8787/' }, named)).failure?.reason).toBe('leads to this program itself');
  });

  test('entries that are none are told, and allow nothing', () => {
    for (const entry of [
      '',
      ' ',
      '*',
      '0x7f.1',
      '127.1',
      '10.0.0.0/33',
      'a b',
      'host:0',
      'host:99999',
      'http://host',
      '-',
      'a..b',
      '2130706433',
    ]) {
      expect([entry, allowedTrouble(entry)]).not.toContain(null);
      expect(allowListOf([entry])).toEqual([]);
    }
    for (const entry of ['localhost', 'hooks.internal:8443', '10.0.0.0/8', '::1', '[::1]:80', 'fd00::/8', '127.0.0.1:9093']) {
      expect([entry, allowedTrouble(entry)]).toEqual([entry, null]);
    }
  });
});

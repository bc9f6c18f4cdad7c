import fc from 'fast-check';
import type { Account } from './naive-profile.ts';

const IDS = ['a', 'b', 'c', 'd', 'e'].map((letter) => `${letter}0000000000040008000000000000001`);

const bit = fc.constantFrom(0, 1);
const name = fc.constantFrom(
  'ann',
  'Ann',
  'ANN',
  'ann ',
  'bob',
  'rené',
  'RENé',
  'rene',
  '',
  '  ',
  "'; drop table users_user; --",
  '\u001b[31mred',
);
const sound = fc.constantFrom(
  'ann@example.com',
  'Ann@example.com',
  'ANN@EXAMPLE.COM',
  'rené@example.com',
  'rene@example.com',
  'bob@example.com',
  '',
  ' ',
);
const composed = fc
  .tuple(
    fc.constantFrom('ann', 'Ann', 'ANN', 'rené', 'rene', '', 'a b', '"a b"', '"a@b"', 'a..b', "o'hara"),
    fc.constantFrom('@', '@', '@', '@', ''),
    fc.constantFrom(
      'example.com',
      'Example.com',
      'localhost',
      'LOCALHOST',
      'example',
      '',
      '.example.com',
      'example..com',
      'example.com.',
      '[192.0.2.1]',
      'exa\tmple.com',
      'example.com\n',
      'home@example.com',
    ),
  )
  .map((parts) => parts.join(''));
const email = fc.oneof(sound, composed);
const json = fc.constantFrom('{}', '{}', '{}', '{"a": [null]}', ' {}', '[]', '[{}]', 'null', '"{}"', '7', '-1.5', 'true', 'false');

const accountOf = (id: string): fc.Arbitrary<Account> =>
  fc.record({
    id: fc.constant(id),
    username: name,
    email,
    role: fc.constantFrom('admin', 'moderator', 'adventurer', 'quest_maker'),
    is_staff: bit,
    is_superuser: bit,
    email_verified: bit,
    is_banned: bit,
    ban_reason: fc.constantFrom(null, '', ' ', 'Spam', 'two\nlines'),
    ban_expires_at: fc.constantFrom(null, '2025-06-01 08:00:00', '2025-06-01 08:00:00.000001', '2999-01-01 00:00:00'),
    settings: json,
    social_links: json,
    notification_preferences: json,
    privacy_settings: json,
    spending_limits: json,
    verification_documents: json,
  });

/** Up to five accounts with everything that the profile checks look at, sound and broken; names and addresses are unique, byte for byte. */
export const generatedAccounts: fc.Arbitrary<readonly Account[]> = fc
  .tuple(...IDS.map(accountOf))
  .map((accounts) =>
    accounts.filter(
      ({ username, email }, index) => !accounts.slice(0, index).some((other) => other.username === username || other.email === email),
    ),
  );

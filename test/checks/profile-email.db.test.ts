import { accountRows, allowSameNames, ANN_KEY, BOB_KEY } from '../support/profile-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const silent = (email: string, what: string) => ({ when: `an address ${what}`, ann: { email }, then: null });
const malformed = (email: string, what: string) => ({
  when: `an address ${what}`,
  ann: { email },
  then: {
    key: ANN_KEY,
    cause: 'malformed',
    expected: { problem: null },
    actual: { problem: 'malformed', email },
    repair: 'manual' as const,
  },
});

describeTruthTable(
  'profile-email',
  [
    silent('ann@example.com', 'is an ordinary one'),
    silent('Ann.Smith+quests@mail.example.org', 'has dots, capitals and a plus'),
    silent('ann@localhost', 'is one of a developer'),
    silent('ann@[192.0.2.1]', 'names a machine by number'),
    silent('"ann @ home"@example.com', 'has a quoted part'),
    silent('anña@exämple.com', 'has letters beyond ASCII'),
    { when: 'two addresses differ in more than case', ann: { email: 'ann@example.com' }, bob: { email: 'anna@example.com' }, then: null },
    { when: 'two addresses differ in an accent', ann: { email: 'rene@example.com' }, bob: { email: 'rené@example.com' }, then: null },
    {
      when: 'there is no address',
      ann: { email: '' },
      then: { key: ANN_KEY, cause: 'blank', actual: { problem: 'blank', email: '' }, repair: 'manual' },
    },
    { when: 'the address is spaces', ann: { email: '  ' }, then: { cause: 'blank' } },
    malformed('ann', 'has no @'),
    malformed('@example.com', 'has nothing before the @'),
    malformed('ann@', 'has nothing after the @'),
    malformed('ann@example', 'has no dot in its domain'),
    malformed('ann@example.', 'ends with a dot'),
    malformed('ann@example.com.', 'ends with a dot after a domain'),
    malformed('ann@.example.com', 'has a dot after the @'),
    malformed('ann@example..com', 'has two dots in a row'),
    malformed('ann@home@example.com', 'has two @'),
    malformed('Ann <ann@example.com>', 'is written with a name'),
    malformed('ann@example.com\n', 'ends with a line break'),
    malformed('ann@\texample.com', 'has a tab'),
    {
      when: 'two addresses differ in case only',
      ann: { email: 'ann@example.com' },
      bob: { email: 'Ann@Example.com' },
      then: [
        { key: ANN_KEY, cause: 'same-but-for-case', actual: { problem: 'same-but-for-case', email: 'ann@example.com' }, repair: 'manual' },
        { key: BOB_KEY, cause: 'same-but-for-case', actual: { problem: 'same-but-for-case', email: 'Ann@Example.com' } },
      ],
    },
  ],
  accountRows,
  allowSameNames,
);

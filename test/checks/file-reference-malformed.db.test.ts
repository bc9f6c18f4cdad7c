import { describeFileTable } from '../support/files-table.ts';

const malformed = (cause: string, item: number) =>
  ({ cause, key: { rowId: 1, item }, expected: { wellFormed: true }, repair: 'manual' }) as const;

describeFileTable('file-reference-malformed', [
  { when: 'a list is empty, and other columns name nothing', then: null },
  {
    when: 'references are as the application writes them',
    submission: [{ file: '/media/submissions/x.pdf', name: 'x.pdf', size: 12 }, 'submissions/x%20y.pdf', '/media/submissions/%C3%A9.pdf'],
    emblem: 'guild_emblems/what?#%zz.png',
    then: null,
  },
  { when: 'a name that climbs out is the other check’s', submission: ['../x.pdf', '/etc/passwd'], then: null },
  ...(['{}', 'null', '"submissions/x.pdf"', '7', '{"file": "/media/submissions/x.pdf"}'] as const).map((submissionText) => ({
    when: `the column holds ${submissionText}`,
    submissionText,
    then: [{ cause: 'not-a-list', key: { table: 'quests_questsubmission', column: 'submission_files', rowId: 1 } }],
  })),
  {
    when: 'entries are no references',
    submission: [null, 7, true, [], {}, { name: 'x.pdf' }, { file: null }, { file: ['x.pdf'] }],
    then: [1, 2, 3, 4, 5, 6, 7, 8].map((item) => malformed('not-a-reference', item)),
  },
  {
    when: 'names are none',
    submission: [
      '',
      '   ',
      '/media/',
      '.',
      'https://other.example/x.pdf',
      'javascript:alert(1)',
      'x.pdf?download=1',
      'x.pdf#page=2',
      'x%zz.pdf',
      '%ff.pdf',
      `${'x'.repeat(256)}.pdf`,
      'x/'.repeat(3000),
    ],
    then: [
      ...[1, 2, 3, 4].map((item) => malformed('empty', item)),
      ...[5, 6].map((item) => malformed('other-address', item)),
      ...[7, 8].map((item) => malformed('query', item)),
      ...[9, 10].map((item) => malformed('bad-encoding', item)),
      ...[11, 12].map((item) => malformed('too-long', item)),
    ],
  },
]);

import { HEADS } from '../support/files-media.ts';
import { describeFileTable } from '../support/files-table.ts';

const outside = (cause: string) => ({ cause, expected: { insideMediaRoot: true }, repair: 'manual' }) as const;

describeFileTable('file-outside-media-root', [
  {
    when: 'names only look like it',
    submission: ['/media/submissions/..hidden.pdf', 'submissions/a..b.pdf', '...', 'submissions/%252e.pdf', './x.pdf', 'media/x.pdf'],
    then: null,
  },
  {
    when: 'a link leads to another place inside',
    submission: ['a/x.pdf'],
    media: { 'b/x.pdf': HEADS.pdf, 'a/x.pdf': { link: '../b/x.pdf' } },
    then: null,
  },
  { when: 'a link that nobody names leads out', submission: ['x.pdf'], media: { 'x.pdf': HEADS.pdf, evil: { link: '/etc' } }, then: null },
  {
    when: 'a name climbs out, plainly or encoded',
    submission: [
      '../outside/secret.pdf',
      '/media/../outside/secret.pdf',
      { file: '/media/submissions/%2e%2e/%2E%2E/outside/secret.pdf' },
      'a/%252e%252e/b.pdf',
      '%25252e%25252e%25252fetc%25252fpasswd',
      '..\\..\\windows\\win.ini',
      '%c0%ae%c0%ae/%c0%af',
      'a/..',
    ],
    then: [1, 2, 3, 4, 5, 6, 7, 8].map((item) => ({ ...outside('traversal'), key: { rowId: 1, item } })),
  },
  {
    when: 'a name begins at the root of the disk',
    submission: [
      '/etc/passwd',
      '/media//etc/passwd',
      '/media/%2Fetc/passwd',
      'C:\\windows\\win.ini',
      '\\\\server\\share',
      'file:///etc/passwd',
      '//other.example/x.pdf',
    ],
    then: [1, 2, 3, 4, 5, 6, 7].map((item) => ({ ...outside('absolute-path'), key: { rowId: 1, item } })),
  },
  {
    when: 'a name holds a NUL byte, encoded',
    submission: ['a.pdf%00.png', 'a.pdf%2500.png'],
    then: [outside('nul-byte'), outside('nul-byte')],
  },
  {
    when: 'columns that clients do not write are spoiled too',
    emblem: '../secret.png',
    receipt: '/media/receipts/r.png',
    then: [outside('traversal'), outside('absolute-path')],
  },
  {
    when: 'a link leads out: to a file, to a folder, to nothing, over another link',
    submission: ['a.pdf', 'b/secret.pdf', 'b/gone.pdf', 'c.pdf', 'd.pdf'],
    media: {
      'a.pdf': { link: '../outside/secret.pdf' },
      b: { link: '../outside' },
      'c.pdf': { link: '/nowhere/at/all.pdf' },
      'd.pdf': { link: 'c.pdf' },
    },
    then: [1, 2, 3, 4, 5].map((item) => ({ ...outside('link-leads-out'), key: { rowId: 1, item } })),
  },
]);

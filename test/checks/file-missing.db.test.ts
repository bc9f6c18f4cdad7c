import { ANN } from '../support/flows.ts';
import { uuid } from '../../src/model/index.ts';
import { GUILD, HEADS } from '../support/files-media.ts';
import { describeFileTable } from '../support/files-table.ts';

const missing = { expected: { exists: true }, repair: 'manual' } as const;

describeFileTable('file-missing', [
  { when: 'no row names a file', then: null },
  {
    when: 'all files are there, named in every form that the application writes',
    submission: [{ file: '/media/submissions/x.pdf', name: 'x.pdf' }, 'submissions/my%20work.pdf', '/media/submissions/x.pdf'],
    emblem: 'guild_emblems/a.png',
    media: { 'submissions/x.pdf': HEADS.pdf, 'submissions/my work.pdf': HEADS.pdf, 'guild_emblems/a.png': HEADS.png },
    then: null,
  },
  {
    when: 'a file is reached through a link inside the media root',
    submission: ['submissions/x.pdf'],
    media: { 'vault/x.pdf': HEADS.pdf, submissions: { link: 'vault' } },
    then: null,
  },
  {
    when: 'names hold spaces, line ends, escapes and letters of other scripts',
    submission: [
      'submissions/a%0Ab%1B%5B31m.txt',
      'submissions/%D0%BA%D0%B0%D1%80%D1%82%D0%B0%20%F0%9F%97%BA.txt',
      'submissions/50%25%20off.txt',
    ],
    media: { 'submissions/a\nb\u001b[31m.txt': 'a', 'submissions/карта 🗺.txt': 'a', 'submissions/50% off.txt': 'a' },
    then: null,
  },
  {
    when: 'a name in a column that is not encoded holds a percent sign',
    attachment: 'attachments/50%25.txt',
    media: { 'attachments/50%25.txt': 'a' },
    then: null,
  },
  {
    when: 'files of several columns are gone',
    submission: ['/media/submissions/x.pdf', { file: '/media/submissions/y%20z.pdf' }],
    emblem: 'guild_emblems/a.png',
    receipt: 'receipts/r.jpg',
    appeal: 'ban_appeals/a.txt',
    attachment: 'attachments/a.txt',
    thumbnail: 'thumbnails/a.png',
    then: [
      {
        ...missing,
        key: { table: 'guilds_guild', column: 'custom_emblem', rowId: GUILD },
        user: { id: 'b0000000-0000-4000-8000-000000000002', username: 'bob' },
      },
      { key: { table: 'payments_paymentproof', column: 'receipt_image', rowId: 3 } },
      { key: { table: 'users_banappealfile', column: 'file', rowId: 5 } },
      { key: { table: 'messaging_messageattachment', column: 'file', rowId: 6 }, user: null },
      { key: { table: 'messaging_messageattachment', column: 'thumbnail', rowId: 6 } },
      {
        key: { table: 'quests_questsubmission', column: 'submission_files', rowId: 1, item: 1 },
        user: { id: uuid(ANN), username: 'ann' },
        cause: 'not-there',
      },
      {
        key: { table: 'quests_questsubmission', column: 'submission_files', rowId: 1, item: 2 },
        actual: { file: 'submissions/y z.pdf', exists: false },
      },
    ],
  },
  {
    when: 'a folder has the name',
    submission: ['submissions/x.pdf'],
    media: { 'submissions/x.pdf': { folder: true } },
    then: [{ ...missing, cause: 'not-a-file' }],
  },
  {
    when: 'a link inside the media root leads nowhere',
    submission: ['submissions/x.pdf'],
    media: { 'submissions/x.pdf': { link: 'gone.pdf' } },
    then: [{ cause: 'broken-link' }],
  },
  {
    when: 'a link leads to itself',
    submission: ['submissions/x.pdf'],
    media: { 'submissions/x.pdf': { link: 'x.pdf' } },
    then: [{ cause: 'broken-link' }],
  },
  {
    when: 'the file’s name has the same letters in another Unicode form',
    submission: [encodeURIComponent('submissions/café.pdf'.normalize('NFC'))],
    media: { ['submissions/café.pdf'.normalize('NFD')]: HEADS.pdf },
    then: [{ cause: 'other-unicode-form' }],
  },
  {
    when: 'the name is as long as a name can be',
    submission: [`submissions/${'x'.repeat(251)}.pdf`],
    then: [{ cause: 'not-there' }],
  },
]);

import { HEADS } from '../support/files-media.ts';
import { describeFileTable } from '../support/files-table.ts';

describeFileTable('file-empty', [
  { when: 'the file has one byte', submission: ['submissions/x.txt'], media: { 'submissions/x.txt': 'a' }, then: null },
  { when: 'the file is missing', submission: ['submissions/x.txt'], then: null },
  { when: 'an empty file is named by no row', media: { 'submissions/x.txt': '' }, receipt: 'receipts/r.jpg', then: null },
  {
    when: 'two rows name an empty file',
    submission: ['submissions/x.pdf', 'submissions/y.pdf'],
    attachment: 'submissions/x.pdf',
    media: { 'submissions/x.pdf': '', 'submissions/y.pdf': HEADS.pdf },
    then: [
      { key: { table: 'messaging_messageattachment', column: 'file', rowId: 6 }, expected: { empty: false } },
      { key: { rowId: 1, item: 1 }, actual: { file: 'submissions/x.pdf', empty: true }, details: ['Size: 0 bytes'], repair: 'manual' },
    ],
  },
]);

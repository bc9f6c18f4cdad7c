import { fileOf } from '../support/files-media.ts';
import { describeFileTable } from '../support/files-table.ts';

const MB = 1024 * 1024;

describeFileTable('file-too-large', [
  { when: 'a submission has 25 MB', submission: ['submissions/x.pdf'], media: { 'submissions/x.pdf': fileOf('pdf', 25 * MB) }, then: null },
  { when: 'a receipt has 5 MB', receipt: 'receipts/r.png', media: { 'receipts/r.png': fileOf('png', 5 * MB) }, then: null },
  {
    when: 'a submission has a byte more',
    submission: ['submissions/x.pdf'],
    media: { 'submissions/x.pdf': fileOf('pdf', 25 * MB + 1) },
    then: [
      {
        key: { rowId: 1, item: 1 },
        expected: { maximumSize: 26_214_400 },
        actual: { file: 'submissions/x.pdf', size: 26_214_401 },
        repair: 'manual',
      },
    ],
  },
  {
    when: 'a file that is small enough for a submission is too large for a receipt',
    submission: ['receipts/r.png'],
    receipt: 'receipts/r.png',
    media: { 'receipts/r.png': fileOf('png', 5 * MB + 1) },
    then: [{ key: { table: 'payments_paymentproof', column: 'receipt_image', rowId: 3 }, expected: { maximumSize: 5_242_880 } }],
  },
]);

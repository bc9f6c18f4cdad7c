import { HEADS } from '../support/files-media.ts';
import { describeFileTable } from '../support/files-table.ts';

const utf16 = Buffer.concat([Buffer.from('fffe', 'hex'), Buffer.from('Done.', 'utf16le')]);

describeFileTable('file-type', [
  {
    when: 'every kind that is accepted begins as it should',
    submission: ['a.jpg', 'a.JPEG', 'a.png', 'a.gif', 'a.pdf', 'a.txt', 'a.doc', 'a.docx'],
    media: {
      'a.jpg': HEADS.jpeg,
      'a.JPEG': HEADS.jpeg,
      'a.png': HEADS.png,
      'a.gif': HEADS.gif,
      'a.pdf': HEADS.pdf,
      'a.txt': HEADS.txt,
      'a.doc': HEADS.doc,
      'a.docx': HEADS.docx,
    },
    then: null,
  },
  {
    when: 'a text is UTF-16, a doc is RTF, a docx is encrypted, a PDF has junk before its header',
    submission: ['a.txt', 'a.doc', 'a.docx', 'a.pdf'],
    media: { 'a.txt': utf16, 'a.doc': HEADS.rtf, 'a.docx': HEADS.doc, 'a.pdf': Buffer.concat([Buffer.from([0, 1, 2]), HEADS.pdf]) },
    then: null,
  },
  { when: 'a picture is empty', submission: ['a.png'], media: { 'a.png': '' }, then: null },
  { when: 'a picture is missing', submission: ['a.png'], then: null },
  {
    when: 'a page is called a picture, a program a text, a picture another picture',
    submission: ['a.png', 'b.txt', 'c.jpg', 'd.docx'],
    media: { 'a.png': HEADS.html, 'b.txt': HEADS.exe, 'c.jpg': HEADS.png, 'd.docx': HEADS.pdf },
    then: [
      { cause: 'content-differs', actual: { file: 'a.png', extension: 'png', content: 'text' }, repair: 'manual' },
      { cause: 'content-differs', actual: { extension: 'txt', content: 'binary' } },
      { cause: 'content-differs', actual: { extension: 'jpg', content: 'png' } },
      { cause: 'content-differs', actual: { extension: 'docx', content: 'pdf' } },
    ],
  },
  {
    when: 'an extension is accepted nowhere, or there is none',
    submission: ['a.exe', 'b.svg', 'c', 'd.pdf.html'],
    media: { 'a.exe': HEADS.exe, 'b.svg': HEADS.html, c: HEADS.pdf, 'd.pdf.html': HEADS.pdf },
    then: [
      { cause: 'not-accepted', expected: { accepted: 'jpeg, png, gif, pdf, txt, doc, docx' }, actual: { extension: 'exe' } },
      { cause: 'not-accepted', actual: { extension: 'svg', content: 'text' } },
      { cause: 'not-accepted', actual: { extension: null, content: 'pdf' } },
      { cause: 'not-accepted', actual: { extension: 'html' } },
    ],
  },
  {
    when: 'a document stands for a picture',
    receipt: 'r.pdf',
    emblem: 'e.txt',
    submission: ['r.pdf', 'e.txt'],
    media: { 'r.pdf': HEADS.pdf, 'e.txt': HEADS.txt },
    then: [
      { key: { table: 'guilds_guild', column: 'custom_emblem' }, cause: 'not-accepted', expected: { accepted: 'jpeg, png, gif' } },
      { key: { table: 'payments_paymentproof', column: 'receipt_image' }, cause: 'not-accepted' },
    ],
  },
]);

import { HEADS } from '../support/files-media.ts';
import { describeFileTable } from '../support/files-table.ts';

const old = (hoursOld = 2) => ({ content: HEADS.pdf, hoursOld });

describeFileTable('file-unreferenced', [
  {
    when: 'every file is named',
    submission: ['submissions/x.pdf', '/media/submissions/deep/my%20y.pdf'],
    media: { 'submissions/x.pdf': old(), 'submissions/deep/my y.pdf': old() },
    then: null,
  },
  { when: 'the file is not an hour old', media: { 'submissions/x.pdf': old(0.9) }, then: null },
  {
    when: 'no column uses the folder',
    submission: ['submissions/x.pdf'],
    media: { 'exports/y.pdf': old(), 'submissions/x.pdf': old() },
    then: null,
  },
  {
    when: 'a row names a file of the folder that is not there',
    submission: ['exports/gone.pdf'],
    media: { 'exports/y.pdf': old() },
    then: null,
  },
  { when: 'the file is hidden', media: { 'submissions/.gitkeep': old() }, then: null },
  {
    when: 'it is a link',
    media: { 'submissions/x.pdf': { link: '../../outside/secret.pdf' }, 'submissions/all': { link: '/etc' } },
    then: null,
  },
  { when: 'the folder is a link that leads out', media: { submissions: { link: '../outside' } }, then: null },
  {
    when: 'a row names it through a link',
    submission: ['submissions/x.pdf'],
    media: { 'ban_appeals/x.pdf': old(), 'submissions/x.pdf': { link: '../ban_appeals/x.pdf' } },
    then: null,
  },
  {
    when: 'a row names it in another Unicode form',
    submission: [encodeURIComponent('submissions/é.pdf'.normalize('NFC'))],
    media: { ['submissions/é.pdf'.normalize('NFD')]: old() },
    then: null,
  },
  {
    when: 'files of folders in use are in no row',
    submission: ['submissions/x.pdf'],
    attachment: 'attachments/2025/07/a.pdf',
    media: {
      'submissions/x.pdf': old(),
      'submissions/a\nb\u001b[31m.pdf': old(),
      'submissions/old/z.pdf': old(1.1),
      'attachments/2025/07/a.pdf': old(),
      'attachments/2024/b.pdf': old(48),
      'guild_emblems/e.png': { content: HEADS.png, hoursOld: 2 },
    },
    then: [
      {
        key: { file: 'attachments/2024/b.pdf' },
        user: null,
        expected: { referenced: true },
        actual: { referenced: false, size: HEADS.pdf.length },
      },
      { key: { file: 'guild_emblems/e.png' } },
      { key: { file: 'submissions/a\nb\u001b[31m.pdf' }, headline: 'File submissions/a\\nb\\u001b[31m.pdf' },
      { key: { file: 'submissions/old/z.pdf' }, repair: 'manual' },
    ],
  },
  {
    when: 'uploads lie in the media root itself',
    attachment: 'a.pdf',
    media: { 'a.pdf': old(), 'b.pdf': old(), 'exports/y.pdf': old() },
    then: [{ key: { file: 'b.pdf' } }],
  },
]);

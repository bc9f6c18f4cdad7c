import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Dataset } from '../../src/demo/audit-001.ts';
import { ANN, BOB, EVE } from './flows.ts';

/** What is put under a name: content, a link, a folder, or a file of a size and an age in hours. */
export type MediaEntry =
  | string
  | Buffer
  | { readonly link: string }
  | { readonly folder: true }
  | { readonly content?: string | Buffer; readonly size?: number; readonly hoursOld: number };

/** First bytes of files of each kind. */
export const HEADS = {
  jpeg: Buffer.from('ffd8ffe000104a464946', 'hex'),
  png: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  gif: Buffer.from('GIF89a\u0001\u0000\u0001\u0000'),
  pdf: Buffer.from('%PDF-1.7\n%âãÏÓ\n'),
  doc: Buffer.from('d0cf11e0a1b11ae10000000000000000', 'hex'),
  docx: Buffer.from('504b030414000600080000002100', 'hex'),
  txt: Buffer.from('Done as agreed.\n'),
  rtf: Buffer.from('{\\rtf1\\ansi Done.}'),
  exe: Buffer.from('4d5a90000300000004000000ffff0000', 'hex'),
  html: Buffer.from('<!doctype html><script>alert(1)</script>'),
} as const;

/** A file of a kind, filled up to a size. */
export function fileOf(head: keyof typeof HEADS, size: number): Buffer {
  const content = Buffer.alloc(size);
  HEADS[head].copy(content);
  return content;
}

/** A folder that stands for the application's media root, with a folder beside it that nobody may reach. */
export interface TestMedia {
  readonly root: string;
  /** Beside the media root. */
  readonly outside: string;
  /** Empties the media root and puts these in; names are relative to it. */
  fill(entries: Readonly<Record<string, MediaEntry>>): void;
  remove(): void;
}

/** Makes a media root of a test's own. */
export function testMedia(): TestMedia {
  const home = mkdtempSync(join(tmpdir(), 'peerquest-media-'));
  const [root, outside] = [join(home, 'media'), join(home, 'outside')];
  mkdirSync(outside);
  put(join(outside, 'secret.pdf'), { content: HEADS.pdf, hoursOld: 2 });
  return {
    root,
    outside,
    fill(entries) {
      rmSync(root, { recursive: true, force: true });
      mkdirSync(root);
      for (const [name, entry] of Object.entries(entries)) put(join(root, name), entry);
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

function put(path: string, entry: MediaEntry): void {
  mkdirSync(dirname(path), { recursive: true });
  if (typeof entry === 'string' || Buffer.isBuffer(entry)) writeFileSync(path, entry);
  else if ('link' in entry) symlinkSync(entry.link, path);
  else if ('folder' in entry) mkdirSync(path);
  else {
    writeFileSync(path, entry.content ?? Buffer.alloc(entry.size ?? 0));
    const then = new Date(Date.now() - entry.hoursOld * 3_600_000);
    utimesSync(path, then, then);
  }
}

/** One row with each kind of upload; what is not given names no file. */
export interface Uploads {
  /** The list of submission 1, which is ann's. */
  readonly submission?: unknown;
  /** The text of that column, where it is no JSON of ours. */
  readonly submissionText?: string;
  /** Of a guild that bob owns. */
  readonly emblem?: string | null;
  /** Of a payment by eve. */
  readonly receipt?: string;
  /** Of an appeal by bob. */
  readonly appeal?: string;
  readonly attachment?: string;
  readonly thumbnail?: string | null;
}

/** Key of the guild of {@link uploadRowsOf}. */
export const GUILD = 'c0000000-0000-4000-8000-000000000009';

/** The rows of a situation. */
export function uploadRowsOf({
  submission = [],
  submissionText,
  emblem = null,
  receipt = '',
  appeal = '',
  attachment = '',
  thumbnail = null,
}: Uploads): Dataset {
  return [
    [
      'users_user',
      [
        { id: ANN, username: 'ann' },
        { id: BOB, username: 'bob' },
        { id: EVE, username: 'eve' },
      ],
    ],
    ['quests_questcategory', [{ id: 1, name: 'General' }]],
    ['quests_quest', [{ id: 7, title: 'Map the harbour', creator_id: EVE, category_id: 1 }]],
    ['quests_questparticipant', [{ id: 1, status: 'joined', quest_id: 7, user_id: ANN }]],
    [
      'quests_questsubmission',
      [{ id: 1, submission_files: submissionText ?? JSON.stringify(submission), quest_participant_id: 1, status: 'pending' }],
    ],
    ['payments_paymentproof', [{ id: 3, payment_reference: 'P-3', receipt_image: receipt, status: 'queued', user_id: EVE }]],
    ['guilds_guild', [{ guild_id: GUILD.replaceAll('-', ''), name: 'Cartographers', custom_emblem: emblem, owner_id: BOB }]],
    ['users_banappeal', [{ id: 4, user_id: BOB }]],
    ['users_banappealfile', [{ id: 5, appeal_id: 4, file: appeal }]],
    ['messaging_messageattachment', [{ id: 6, file: attachment, thumbnail }]],
  ];
}

import { cutTo } from '../cut-to.ts';
import { fitted } from '../fit.ts';
import { messageOf } from '../message.ts';
import type { Letter } from './channel.ts';

/**
 * Slack's limits: characters of a header (https://docs.slack.dev/reference/block-kit/blocks/header-block), of a section
 * (https://docs.slack.dev/reference/block-kit/blocks/section-block), of 50 blocks, and of all of them: that is not documented, and messages of
 * 11,300 were refused (https://github.com/slackapi/bolt-js/issues/2867).
 */
const HEADER = 150;
const SECTION = 3_000;
const ALL = 9_000;

/** Blocks of plain text, in which Slack looks for no mention, link or emphasis; `text` is what a notification shows. */
export function slackBody({ digests, publicUrl }: Letter): object {
  const { opening, subject, sections, command, link } = messageOf(digests, publicUrl);
  const plain = (text: string, limit: number) => ({ type: 'plain_text', text: cutTo(text, limit), emoji: false });
  const section = (text: string) => ({ type: 'section', text: plain(text, SECTION) });
  return {
    text: escaped(cutTo(`${opening}\n${subject}`, 1_000)),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(opening, HEADER) },
      section(subject),
      ...fitted({ sections }, ALL, (line) => line, 40).flatMap(({ title, lines }) =>
        pieces([...(title === '' ? [] : [title]), ...lines.map((line) => (title === '' ? line : `• ${line}`))]).map(section),
      ),
      ...(command === null ? [] : [section(`To see more: ${command}`)]),
      ...(link === null ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: `<${escaped(link)}|Open in PeerQuest Audit>` } }]),
    ],
  };
}

/** Lines as texts that are no longer than a section. */
function pieces(lines: readonly string[]): readonly string[] {
  const texts: string[] = [];
  let text = '';
  for (const line of lines) {
    if (text !== '' && text.length + line.length + 1 > SECTION) {
      texts.push(text);
      text = '';
    }
    text = text === '' ? line : `${text}\n${line}`;
  }
  return text === '' ? texts : [...texts, text];
}

/** In marked-up text these begin a link, a mention or a character. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

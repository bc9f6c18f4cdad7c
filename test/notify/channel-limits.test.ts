import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alertmanagerBody } from '../../src/notify/channels/alertmanager.ts';
import type { Letter } from '../../src/notify/channels/channel.ts';
import { discordBody } from '../../src/notify/channels/discord.ts';
import { mailOf } from '../../src/notify/channels/mail.ts';
import { ntfyBody } from '../../src/notify/channels/ntfy.ts';
import { slackBody } from '../../src/notify/channels/slack.ts';
import { teamsBody } from '../../src/notify/channels/teams.ts';
import { ISSUES_DETECTED } from '../../src/notify/message.ts';
import { anyDigests, digest, HOSTILE } from './digests.ts';

const letter = (digests: Letter['digests']): Letter => ({
  id: 'msg_1',
  digests,
  at: new Date('2026-11-29T18:00:00Z'),
  publicUrl: 'https://audit.example.org/',
});
const hostile = letter([digest({ first: HOSTILE.map((headline) => ({ check: 'quest-status', what: 'new', headline })) })]);

/** Half of a character: no receiver takes it. */
const LONE = /\p{Surrogate}/u;
/** What fails is made smaller for so long: the whole takes a second where nothing fails. */
const RUNS = { numRuns: 60, interruptAfterTimeLimit: 10_000, markInterruptAsFailure: true };

describe('any list of findings fits', () => {
  test('Slack: 50 blocks, 150 characters of a header, 3,000 of a section, 11,300 in all', () => {
    fc.assert(
      fc.property(anyDigests, (digests) => {
        const { text, blocks } = slackBody(letter(digests)) as { text: string; blocks: { type: string; text: { text: string } }[] };
        expect(blocks.length).toBeLessThanOrEqual(50);
        for (const { type, text: inner } of blocks) {
          expect(inner.text.length).toBeGreaterThan(0);
          expect(inner.text.length).toBeLessThanOrEqual(type === 'header' ? 150 : 3_000);
        }
        expect(blocks.reduce((sum, block) => sum + block.text.text.length, 0)).toBeLessThan(11_300);
        expect(text.length).toBeLessThanOrEqual(40_000);
        expect(JSON.stringify(blocks)).not.toMatch(LONE);
      }),
      RUNS,
    );
  });

  test('Discord: 2,000 characters of content, 256 of a title, 4,096 of a description, 6,000 in all', () => {
    fc.assert(
      fc.property(anyDigests, (digests) => {
        const { content, embeds } = discordBody(letter(digests)) as { content: string; embeds: { title: string; description: string }[] };
        expect(content.length).toBeLessThanOrEqual(2_000);
        expect(embeds).toHaveLength(1);
        for (const { title, description } of embeds) {
          expect(title.length).toBeLessThanOrEqual(256);
          expect(description.length).toBeLessThanOrEqual(4_096);
          expect(title.length + description.length).toBeLessThanOrEqual(6_000);
          expect(`${title}${description}`).not.toMatch(LONE);
        }
      }),
      RUNS,
    );
  });

  test('Teams: 28 KB of UTF-16', () => {
    fc.assert(
      fc.property(anyDigests, (digests) => {
        const body = JSON.stringify(teamsBody(letter(digests)));
        expect(Buffer.byteLength(body, 'utf16le')).toBeLessThanOrEqual(28_000);
        expect(body).not.toMatch(LONE);
      }),
      RUNS,
    );
  });

  test('ntfy: 4,096 bytes', () => {
    fc.assert(
      fc.property(anyDigests, (digests) => {
        const { message, title } = ntfyBody('topic', letter(digests)) as { message: string; title: string };
        expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4_096);
        expect(title.length).toBeLessThanOrEqual(250);
        expect(message).not.toMatch(LONE);
      }),
      RUNS,
    );
  });

  test('mail: one line of a subject, and no more than a digest', () => {
    fc.assert(
      fc.property(anyDigests, (digests) => {
        const { subject, text, html } = mailOf(letter(digests), { from: 'audit@example.org' });
        expect(subject).toMatch(/^PeerQuest Alert: /);
        expect(subject.length).toBeLessThanOrEqual(200);
        // eslint-disable-next-line no-control-regex -- what is looked for
        expect(subject).not.toMatch(/[\u0000-\u001f\u007f\u2028\u2029]/);
        expect(text.length).toBeLessThan(60_000);
        expect(
          html.replaceAll(
            /<\/?(?:!doctype html|html lang="en"|html|head|meta charset="utf-8"|title|body style="font-family:sans-serif"|body|h2|h3|ul|li|p|br|code|a href="[^"<>]*"|a)>/g,
            '',
          ),
        ).not.toMatch(/[<>]/);
      }),
      RUNS,
    );
  });

  test('ten thousand findings are one digest of what fits, which says how much does not', () => {
    const storm = letter([
      digest({
        first: Array.from({ length: 10_000 }, (_, number) => ({ check: 'quest-status', what: 'new', headline: `Quest ${number}` })),
      }),
    ]);
    for (const body of [slackBody(storm), discordBody(storm), teamsBody(storm), ntfyBody('x', storm), mailOf(storm, { from: 'a@b.c' })]) {
      expect(JSON.stringify(body)).toMatch(/… and [\d]+ more lines/);
    }
  });
});

describe('text of a database', () => {
  test('begins with what people look for', () => {
    expect(slackBody(hostile)).toMatchObject({ text: expect.stringMatching(new RegExp(`^${ISSUES_DETECTED}`)) as string });
    expect(discordBody(hostile)).toMatchObject({ content: ISSUES_DETECTED });
  });

  test('is plain text in Slack, and mentions nobody', () => {
    const { blocks, text } = slackBody(hostile) as { blocks: { text: { type: string; text: string } }[]; text: string };
    for (const block of blocks) {
      if (block.text.type === 'mrkdwn')
        expect(block.text.text).toMatch(/^<https:\/\/audit\.example\.org\/runs\/[0-9a-f-]+\|Open in PeerQuest Audit>$/);
    }
    expect(text).not.toMatch(/[<>]/);
  });

  test('is no markup in Discord, and mentions nobody', () => {
    const body = discordBody(hostile) as { allowed_mentions: object; embeds: { description: string }[] };
    expect(body.allowed_mentions).toEqual({ parse: [] });
    const lines = (body.embeds[0]?.description ?? '')
      .split('\n')
      .filter((line) => line.includes('evil') || line.includes('bold') || line.includes('U123'));
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line.replaceAll(/\\[^A-Za-z0-9\s]/g, '')).not.toMatch(/[`*_~|<>@#[\](){}:/]/);
  });

  test('is a run of text in an Adaptive Card, which is no Markdown', () => {
    const body = JSON.stringify(teamsBody(hostile));
    expect(body).not.toContain('"TextBlock"');
    expect(body.match(/"type":"RichTextBlock"/g)?.length).toBeGreaterThan(5);
  });

  test('is escaped in HTML, and is text in text', () => {
    const { html, text, subject } = mailOf(hostile, { from: 'audit@example.org' });
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;script&gt;');
    expect(`${text}${subject}`).not.toMatch(/^Bcc:/m);
    // eslint-disable-next-line no-control-regex -- what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u2028]/);
  });

  test('makes no second alert in Alertmanager, whose labels come from a closed set', () => {
    const alerts = alertmanagerBody(hostile);
    expect(alerts).toHaveLength(1);
    expect(Object.keys(alerts[0]?.labels ?? {})).toEqual(['alertname', 'database', 'check', 'group', 'severity']);
    expect(JSON.stringify(alerts)).not.toContain('evil');
  });
});

import { sentenceOf, UsageError } from '../../errors.ts';
import { readFile } from 'node:fs/promises';
import { withoutControls } from '../../model/index.ts';
import type { MailSettings } from '../alert-settings.ts';
import { cutTo } from '../cut-to.ts';
import { fitted, type Fitted } from '../fit.ts';
import { messageOf } from '../message.ts';
import type { Channel, ChannelPorts, Delivery, Letter } from './channel.ts';

/** Characters of a mail's text at most: a digest, not the report. */
const ROOM = 50_000;
/** A subject stays in one line of a mailbox. */
const SUBJECT = 200;

/** A mail as it is handed in. */
export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
}

/** Mail through an SMTP server. With credentials it is never handed in over a connection that is not encrypted and verified. */
export function mailChannel(settings: MailSettings, ports: ChannelPorts): Channel {
  return {
    preview(letter) {
      const { subject, text } = mailOf(letter, settings);
      return `From: ${settings.from}\nTo: ${settings.to.join(', ')}\nSubject: ${subject}\n\n${text}`;
    },
    async send(letter) {
      try {
        return await handIn(mailOf(letter, settings), settings, ports);
      } catch (error) {
        if (error instanceof UsageError) throw error;
        return { isDelivered: false, note: reasonOf(error), retryAfter: null };
      }
    },
  };
}

async function handIn(mail: Mail, settings: MailSettings, { secret, patience, surroundings }: ChannelPorts): Promise<Delivery> {
  const { host, port, security, user, password, from, to, ca } = settings;
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca === null ? {} : { ca: await readFile(ca) }) },
    ...(user === null || password === null ? {} : { auth: { user, pass: await secret(password) } }),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    // What a mail holds is text: it never names a file or an address to take something from.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const limit = AbortSignal.timeout(patience);
  const signal = surroundings.signal === undefined ? limit : AbortSignal.any([limit, surroundings.signal]);
  try {
    const sent = await transport.sendMail({
      ...mail,
      from: { name: 'PeerQuest Audit', address: from },
      to: [...to],
      headers: { 'Auto-Submitted': 'auto-generated' },
      ...{ signal },
    });
    const { rejected } = sent as { rejected?: readonly unknown[] };
    const refused = rejected?.length ?? 0;
    return {
      isDelivered: true,
      note: refused === 0 ? 'the mail server took it' : `the mail server took it, but not for ${refused} of ${to.length}`,
      retryAfter: null,
    };
  } finally {
    transport.close();
  }
}

/** What is written in a mail. */
export function mailOf(letter: Letter, { from }: Pick<MailSettings, 'from'>): Mail {
  const { opening, subject, sections, command, link } = messageOf(letter.digests, letter.publicUrl);
  const ending = [...(command === null ? [] : [`To see more: ${command}`]), ...(link === null ? [] : [link])];
  return {
    subject: cutTo(`PeerQuest Alert: ${subject}`, SUBJECT),
    text: [opening, '', ...inText(fitted({ sections }, ROOM, (line) => line)), ...ending, ''].join('\n'),
    html: inHtml(opening, fitted({ sections }, ROOM, escaped), command, link),
    // The same each time: a mailbox that has it already may leave it out.
    messageId: `<${letter.id}@${from.slice(from.indexOf('@') + 1)}>`,
  };
}

function inText(sections: readonly Fitted[]): readonly string[] {
  return sections.flatMap(({ title, lines }) => [
    ...(title === '' ? [] : [title]),
    ...lines.map((line) => (title === '' ? line : `  - ${line}`)),
    '',
  ]);
}

function inHtml(opening: string, sections: readonly Fitted[], command: string | null, link: string | null): string {
  const parts = sections.map(({ title, lines }) =>
    title === '' ? `<p>${lines.join('<br>')}</p>` : `<h3>${title}</h3><ul>${lines.map((line) => `<li>${line}</li>`).join('')}</ul>`,
  );
  const more = command === null ? '' : `<p>To see more: <code>${escaped(command)}</code></p>`;
  const there = link === null ? '' : `<p><a href="${escaped(link)}">Open in PeerQuest Audit</a></p>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>PeerQuest Alert</title></head><body style="font-family:sans-serif"><h2>${escaped(opening)}</h2>${parts.join('')}${more}${there}</body></html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

const REASONS: Readonly<Record<string, string>> = {
  EAUTH: 'the mail server refuses the name or the password',
  ETLS: 'the mail server offers no connection that is encrypted and verified',
  EDNS: 'the mail server has a name that is not known',
  ECONNECTION: 'the mail server cannot be reached',
  ESOCKET: 'the mail server cannot be reached',
  ETIMEDOUT: 'the mail server does not answer in time',
  EABORT: 'the mail server does not answer in time',
};

/** Certificates are told as such, whatever else they end. */
const CERTIFICATE = /certificate|altnames|self.signed|CERT_/i;

/** Why a mail was not taken, without what the server said word by word: it may repeat what it was sent. */
function reasonOf(error: unknown): string {
  const { code = '', responseCode } = error as { code?: string; responseCode?: number };
  if (CERTIFICATE.test(`${code} ${sentenceOf(error)}`)) return 'the mail server has a certificate that does not hold';
  if (code === 'EAUTH' || code === 'ETLS' || responseCode === undefined)
    return REASONS[code] ?? `the mail server cannot be spoken to (${withoutControls(code)})`;
  return `the mail server answered ${responseCode}`;
}

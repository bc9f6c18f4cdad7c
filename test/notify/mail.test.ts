import { afterEach, describe, expect, test } from 'vitest';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { createServer } from 'node:net';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import type { MailSettings } from '../../src/notify/alert-settings.ts';
import type { Delivery } from '../../src/notify/channels/channel.ts';
import { mailChannel } from '../../src/notify/channels/mail.ts';
import { makeAuthority } from '../support/certificates.ts';
import { closeListening, listening } from '../support/listening.ts';
import { digest, HOSTILE } from './digests.ts';

const authority = makeAuthority();
const trusted = authority.sign('localhost');
const CA = join(mkdtempSync(join(tmpdir(), 'peerquest-mail-')), 'ca.crt');
writeFileSync(CA, authority.ca);
const PASSWORD = 'canary-password';

const servers: SMTPServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise<void>((resolve) => server.close(resolve));
  await closeListening();
});

interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string | undefined;
  readonly text: string;
}

/** A real SMTP server; what it takes is told. */
async function mailServer(options: SMTPServerOptions): Promise<{ port: number; taken: Taken[] }> {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    authOptional: true,
    onData(stream, session, callback) {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: session.user as string | undefined,
          text,
        });
        callback();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return { port: (server.server.address() as { port: number }).port, taken };
}

const send = (settings: Partial<MailSettings>, patience = 5_000, first = HOSTILE[4] ?? ''): Promise<Delivery> =>
  mailChannel(
    {
      ...{ type: 'mail', host: 'localhost', port: 25, security: 'starttls', user: null, password: null },
      ...{ from: 'audit@example.org', to: ['team@example.org', 'ops@example.org'], ca: CA },
      ...settings,
    },
    { secret: () => Promise.resolve(PASSWORD), surroundings: { allow: [] }, patience },
  ).send({
    id: 'msg_1',
    digests: [digest({ first: [{ check: 'quest-status', what: 'new', headline: first }] })],
    at: new Date(),
    publicUrl: null,
  });

const signIn: SMTPServerOptions['onAuth'] = ({ username, password }, _session, callback) => {
  if (password === PASSWORD) callback(null, { user: username ?? '' });
  else callback(new Error('Invalid username or password'));
};
const WITH_USER = { user: 'audit', password: 'env:SMTP_PASSWORD' };

describe('attack 14: mail', () => {
  test('is handed in by TLS, signed in', async () => {
    const { port, taken } = await mailServer({ secure: true, ...trusted, onAuth: signIn });
    expect(await send({ port, security: 'tls', ...WITH_USER })).toEqual({
      isDelivered: true,
      note: 'the mail server took it',
      retryAfter: null,
    });
    expect(taken).toMatchObject([{ from: 'audit@example.org', to: ['team@example.org', 'ops@example.org'], secure: true, user: 'audit' }]);
    const [{ text } = { text: '' }] = taken;
    expect(text).toMatch(/^Subject: PeerQuest Alert: 2 new in main\r$/m);
    expect(text).toMatch(/^Message-ID: <msg_1@example\.org>\r$/im);
    expect(text).not.toMatch(/^Bcc:/im);
    expect(text).toContain('multipart/alternative');
  });

  test('is handed in by STARTTLS', async () => {
    const { port, taken } = await mailServer({ ...trusted, onAuth: signIn });
    expect((await send({ port, ...WITH_USER })).isDelivered).toBe(true);
    expect(taken).toMatchObject([{ secure: true, user: 'audit' }]);
  });

  test('is not handed in where the server offers no TLS, nor signed in', async () => {
    let asked = 0;
    const { port, taken } = await mailServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (auth, session, callback) => {
        asked += 1;
        signIn(auth, session, callback);
      },
    });
    const { isDelivered, note } = await send({ port, ...WITH_USER });
    expect([isDelivered, note]).toEqual([false, 'the mail server offers no connection that is encrypted and verified']);
    expect([asked, taken]).toEqual([0, []]);
  });

  test.each([
    ['of another name', () => authority.sign('other.example')],
    ['that has ended', () => authority.sign('localhost', -1)],
    ['of an authority that nobody knows', () => makeAuthority().sign('localhost')],
  ])('is not handed in over a certificate %s', async (_what, certificate) => {
    const { port, taken } = await mailServer({ secure: true, ...certificate(), onAuth: signIn });
    const { isDelivered, note } = await send({ port, security: 'tls', ...WITH_USER });
    expect([isDelivered, note]).toEqual([false, 'the mail server has a certificate that does not hold']);
    expect(taken).toEqual([]);
  });

  test('is told where the sign-in is refused, without the password', async () => {
    const { port } = await mailServer({ ...trusted, onAuth: (_auth, _session, callback) => callback(new Error(`no ${PASSWORD}`)) });
    const { isDelivered, note } = await send({ port, ...WITH_USER });
    expect([isDelivered, note]).toEqual([false, 'the mail server refuses the name or the password']);
  });

  test('is put off by greylisting, and taken the next time', async () => {
    let asked = 0;
    const { port, taken } = await mailServer({
      ...trusted,
      onRcptTo: (_address, _session, callback) => {
        const refusal = Object.assign(new Error(`Greylisted, ${PASSWORD}`), { responseCode: 451 });
        callback(asked++ < 2 ? refusal : null);
      },
    });
    expect(await send({ port })).toEqual({ isDelivered: false, note: 'the mail server answered 451', retryAfter: null });
    expect((await send({ port })).isDelivered).toBe(true);
    expect(taken).toHaveLength(1);
  });

  test('says where a server has taken it for some only', async () => {
    const { port } = await mailServer({
      ...trusted,
      onRcptTo: ({ address }, _session, callback) => {
        callback(address === 'ops@example.org' ? Object.assign(new Error('No such user'), { responseCode: 550 }) : null);
      },
    });
    expect(await send({ port })).toMatchObject({ isDelivered: true, note: 'the mail server took it, but not for 1 of 2' });
  });

  test('ends within its time where the server never answers, at once or in the middle', async () => {
    const silent = await listening(createServer(() => undefined));
    const start = performance.now();
    expect(await send({ port: silent }, 400)).toMatchObject({ isDelivered: false, note: 'the mail server does not answer in time' });
    const { port } = await mailServer({ ...trusted, onData: () => undefined });
    expect(await send({ port }, 800)).toMatchObject({ isDelivered: false, note: 'the mail server does not answer in time' });
    expect(performance.now() - start).toBeLessThan(8_000);
  });

  test('is told where nobody listens', async () => {
    const port = await listening(createServer());
    await closeListening();
    expect(await send({ port })).toMatchObject({ isDelivered: false, note: 'the mail server cannot be reached' });
  });
});

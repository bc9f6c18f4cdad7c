import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channelPorts, type ChannelSettings } from '../../src/notify/index.ts';
import { channelOf } from '../../src/notify/channels/channel-of.ts';
import type { Digest } from '../../src/notify/digest.ts';
import { temporaryFolder } from '../support/cli.ts';
import { closeListening, listening } from '../support/listening.ts';
import { ALL_WANTED, alertSettings, change, digest } from './digests.ts';

const PROGRAM = 'prometheus-alertmanager';
const isThere = spawnSync(PROGRAM, ['--version']).status === 0;

describe.skipIf(!isThere)('a real Alertmanager', () => {
  const folder = temporaryFolder();
  let server: ChildProcess;
  let url = '';
  beforeAll(async () => {
    const port = await listening(createServer());
    await closeListening();
    url = `http://127.0.0.1:${port}`;
    writeFileSync(folder.file('config.yml'), 'route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n');
    const flags = [`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address=', `--storage.path=${folder.file('data')}`];
    server = spawn(PROGRAM, [`--config.file=${folder.file('config.yml')}`, ...flags], { stdio: 'ignore' });
    for (let turn = 0; turn < 100; turn++) {
      if (await fetch(`${url}/-/ready`).then(({ ok }) => ok, () => false)) return; // prettier-ignore
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
  afterAll(() => {
    server.kill('SIGKILL');
    folder.remove();
  });

  const send = async (...digests: readonly Digest[]): Promise<boolean> => {
    const settings: ChannelSettings = { ...ALL_WANTED, type: 'alertmanager', url, token: null };
    const ports = channelPorts({ settings: alertSettings({}), secret: (written) => Promise.resolve(written) });
    const { isDelivered } = await channelOf(settings, ports).send({ id: 'msg_1', digests, at: new Date(), publicUrl: null });
    return isDelivered;
  };
  const active = async (): Promise<readonly string[]> => {
    const alerts = (await (await fetch(`${url}/api/v2/alerts`)).json()) as { labels: Record<string, string> }[];
    return alerts
      .map(({ labels }) => `${labels['alertname'] ?? ''} ${labels['check'] ?? labels['name'] ?? ''} ${labels['severity'] ?? ''}`)
      .sort();
  };
  const at = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

  test('takes what is found, once, and what is gone', async () => {
    const found = digest({ at: at(-60), changes: [change(), change({ check: 'gold-balance', severity: 'critical', group: 'gold' })] });
    expect(await send(found)).toBe(true);
    expect(await send(found)).toBe(true);
    expect(await active()).toEqual(['PeerQuestFindings gold-balance critical', 'PeerQuestFindings quest-status warning']);
    expect(await send(digest({ at: at(-1), changes: [change({ what: 'resolved', after: 0 })] }))).toBe(true);
    expect(await active()).toEqual(['PeerQuestFindings gold-balance critical']);
  });

  test('takes what is down and up again', async () => {
    const probe = { type: 'condition', isReminder: false, news: 'probe', database: null, name: 'api', severity: 'critical' } as const;
    expect(await send({ ...probe, isBad: true, at: at(-30), sentence: 'api is down.' })).toBe(true);
    expect(await active()).toContain('PeerQuestProbeDown api critical');
    expect(await send({ ...probe, isBad: false, at: at(-1), sentence: 'api is up.' })).toBe(true);
    expect(await active()).not.toContain('PeerQuestProbeDown api critical');
  });
});

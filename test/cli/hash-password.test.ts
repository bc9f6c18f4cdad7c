import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasHash } from '../../src/server/access/password-hash.ts';
import { runCli } from '../support/cli.ts';

const hasScript = spawnSync('script', ['--version']).status === 0;
const PASSWORD = 'canary of a password';

/** Types on a terminal, each line when it is asked for. @returns what the terminal has shown, and the exit code */
async function typed(...lines: readonly string[]): Promise<{ readonly shown: string; readonly code: unknown }> {
  const program = `${process.execPath} ${resolve('dist/peerquest-audit.js')} hash-password`;
  const child = spawn('script', ['-qfec', program, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  const closed = once(child, 'close');
  for (const [place, line] of lines.entries()) {
    await expect.poll(() => shown, { timeout: 20_000, interval: 10 }).toContain(place === 0 ? 'Password: ' : 'Once more: ');
    child.stdin.write(line);
  }
  const [code] = (await closed) as [number];
  return { shown, code };
}

describe.skipIf(!hasScript)('hash-password on a terminal', () => {
  it('shows no letter of what is typed, and its hash', async () => {
    const { shown, code } = await typed(`${PASSWORD}\r`, `${PASSWORD}\r`);
    const [hash = ''] = /scrypt\$\S+/.exec(shown) ?? [];
    expect([code, await hasHash(PASSWORD, hash)]).toEqual([0, true]);
    expect(shown.replace(hash, '')).not.toMatch(/canary|\*/);
  });

  it('says where the two differ', async () => {
    const { shown, code } = await typed(`${PASSWORD}\r`, 'another one\r');
    expect([code, shown]).toEqual([2, expect.stringContaining('The two passwords differ: try again.')]);
    expect(shown).not.toMatch(/canary|another|scrypt/);
  });

  it('ends at Ctrl-C', async () => {
    const { shown, code } = await typed('cana\x03');
    expect([code, shown]).toEqual([130, expect.stringContaining('Interrupted before a password was typed.')]);
    expect(shown).not.toContain('cana');
  });
});

describe('hash-password in a pipe', () => {
  it('takes the first line, and nothing of it comes back', async () => {
    const { code, stdout, stderr } = runCli(['hash-password'], { input: `${PASSWORD}\nmore\n` });
    expect([code, stderr, await hasHash(PASSWORD, stdout.trim())]).toEqual([0, '', true]);
    expect(stdout).not.toContain('canary');
  });

  it.each([
    ['nothing', '', /No password came/],
    ['too much', `${'x'.repeat(1025)}\n`, /at most 1024 bytes/],
  ])('refuses %s', (_, input, sentence) => {
    expect(runCli(['hash-password'], { input })).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(sentence) as string });
  });
});

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const hasPromtool = spawnSync('promtool', ['--version']).error === undefined;

describe.skipIf(!hasPromtool)('the rules for Prometheus', () => {
  const promtool = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: 'deploy/prometheus', encoding: 'utf8' });
    return { status, said: stdout + stderr };
  };

  it('are rules', () => {
    expect(promtool('check', 'rules', 'peerquest-audit.rules.yml')).toMatchObject({ status: 0 });
  });

  it('hold what their unit tests say', () => {
    const { status, said } = promtool('test', 'rules', 'peerquest-audit.test.yml');
    expect([status, said]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});

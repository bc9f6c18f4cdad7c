import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { ThreadExplainer } from '../../src/daemon/thread-explainer.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** One whose threads do as a script says: `post` answers. */
function explaining(script: string, patience?: number): ThreadExplainer {
  const file = folder.file(`${Math.random()}.mjs`);
  const head = "import { parentPort, workerData } from 'node:worker_threads'; const post = (one) => parentPort.postMessage(one);\n";
  writeFileSync(file, head + script);
  return new ThreadExplainer({ workspace: {}, script: pathToFileURL(file), ...(patience === undefined ? {} : { patience }) });
}
const about = (fingerprint: string) => ({ database: null, check: 'quest-status', fingerprint });
const waits = new AbortController().signal;

describe('explanations in threads', () => {
  it('come one after the other on a database, three wait, and the next is told to come later', async () => {
    const explainer = explaining('setTimeout(() => post({ json: `${workerData.wish.fingerprint} ${Date.now()}` }), 100)');
    const all = ['a', 'b', 'c', 'd'].map((name) => explainer.explain(about(name), waits));
    await expect(explainer.explain(about('e'), waits)).rejects.toMatchObject({ code: 'TOO_MANY_WAIT' });
    const told = await Promise.all(all);
    expect(told.map((one) => one[0])).toEqual(['a', 'b', 'c', 'd']);
    const times = told.map((one) => Number(one.slice(2)));
    for (const [index, time] of times.entries()) if (index > 0) expect(time - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(90);
    // Told a moment ago: the very same.
    expect(await explainer.explain(about('d'), waits)).toBe(told[3]);
  });

  it('end when nobody waits, when they take too long, and when their thread fails', async () => {
    const endless = explaining("parentPort.once('message', () => parentPort.close());", 300);
    await expect(endless.explain(about('a'), waits)).rejects.toMatchObject({ name: 'DatabaseError', code: 'TOO_SLOW' });
    await expect(endless.explain(about('a'), AbortSignal.abort())).rejects.toMatchObject({ code: 'SERVICE_STOPPING' });
    const failing = explaining("throw new Error('no memory')");
    await expect(failing.explain(about('a'), waits)).rejects.toMatchObject({ message: 'no memory' });
    const without = explaining("post({ kind: 'usage', code: 'NO_SUCH_FINDING', sentence: 'gone' })");
    await expect(without.explain(about('a'), waits)).rejects.toMatchObject({ name: 'UsageError', message: 'gone' });
    const stopped = explaining("parentPort.on('message', () => {})");
    const left = stopped.explain(about('a'), waits);
    const told = expect(left).rejects.toMatchObject({ code: 'NO_ANSWER' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await stopped.stop();
    await told;
  });
});

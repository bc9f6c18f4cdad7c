import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { fileOutput, streamOutput } from '../../src/output.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});
const LARGE = 'x'.repeat(99_999) + '\n';
const spools = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.endsWith('.spool'));

describe('a report in a file', () => {
  it('takes its name when it is whole, and goes through a link to the file behind it', async () => {
    writeFileSync(folder.file('real.txt'), 'old');
    symlinkSync(folder.file('real.txt'), folder.file('link.txt'));
    const output = fileOutput(folder.file('link.txt'));
    for (let n = 0; n < 50; n++) output.write(LARGE);
    expect(readFileSync(folder.file('real.txt'), 'utf8')).toBe('old');
    expect(readdirSync(folder.path).sort()).toEqual(['link.txt', 'real.txt']);
    await output.finish();
    expect(readFileSync(folder.file('real.txt'), 'utf8')).toBe(LARGE.repeat(50));
    expect(lstatSync(folder.file('link.txt')).isSymbolicLink()).toBe(true);
  });

  it('leaves no trace when it came to nothing', () => {
    const output = fileOutput(folder.file('nothing.txt'));
    output.write(LARGE);
    output.discard();
    expect(existsSync(folder.file('nothing.txt'))).toBe(false);
    expect(readdirSync(folder.path).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  it('cannot take the place of a folder', () => {
    expect(() => fileOutput(folder.path)).toThrow(/cannot be written to .* \(EISDIR\)/);
  });
});

describe('a report on a stream', () => {
  it('waits for a slow reader without keeping the report in memory, and is whole in the end', async () => {
    const before = spools();
    const stream = new PassThrough({ highWaterMark: 1 });
    const output = streamOutput(stream);
    for (let n = 0; n < 50; n++) output.write(LARGE);
    if (process.platform !== 'win32') expect(spools()).toEqual(before);
    const chunks: Buffer[] = [];
    const reading = (async () => {
      for await (const chunk of stream) chunks.push(chunk as Buffer);
    })();
    await output.finish();
    stream.end();
    await reading;
    expect(Buffer.concat(chunks).toString()).toBe(LARGE.repeat(50));
  });
});

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from '../errors.ts';
import { InterruptedError } from './interrupt.ts';
import type { Terminal } from './terminal.ts';

/** Bytes of what is piped in. */
const LONGEST = 4096;

/**
 * A password that somebody types, unseen and twice, or pipes in: its first line. It is never an argument, where others would see it.
 *
 * @throws UsageError where nothing comes, or two different ones
 */
export async function readPassword(terminal: Terminal): Promise<string> {
  const password = terminal.canAsk ? await typed() : await piped();
  if (password === '') throw new UsageError('NO_PASSWORD', 'No password came: type one at a terminal, or pipe one in.');
  return password;
}

async function typed(): Promise<string> {
  const password = await unseen('Password: ');
  if ((await unseen('Once more: ')) === password) return password;
  throw new UsageError('NO_PASSWORD', 'The two passwords differ: try again.');
}

async function unseen(prompt: string): Promise<string> {
  const nowhere = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const interrupt = new AbortController();
  lines.once('SIGINT', () => interrupt.abort());
  lines.once('close', () => interrupt.abort());
  // Only now is nothing of it shown: who is asked before may have typed already, and Ctrl-C would end the program without a word.
  process.stderr.write(prompt);
  try {
    return await lines.question('', { signal: interrupt.signal });
  } catch {
    throw new InterruptedError('Interrupted before a password was typed.');
  } finally {
    process.stderr.write('\n');
    lines.close();
  }
}

async function piped(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > LONGEST) break;
  }
  return text.split(/\r?\n/, 1)[0] ?? '';
}

import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { CliResult } from './cli.ts';
import { programEnvironment } from './cli.ts';
import { runResidentBeside } from './resident.ts';

/** A server that answers what it is told to: bytes for each thing that a client says, the first for the connection itself. */
export interface FakeServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts one. What has no answer any more is met with silence, or with the end of the connection.
 *
 * @param answers by the number of what the client has said so far; null says nothing
 */
export async function fakeServer(answers: readonly (Buffer | null)[], atTheEnd: 'silent' | 'close' = 'silent'): Promise<FakeServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let said = 0;
    const answer = (): void => {
      const bytes = answers[said++];
      if (bytes != null && bytes.length > 0) socket.write(bytes);
      if (said >= answers.length && atTheEnd === 'close') socket.end();
    };
    answer();
    socket.on('data', answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * Runs the built program to its end while servers of this process answer it, in a process that stays unless Node.js is told something;
 * `null` as its code when it did not end in time.
 */
export async function runBeside(
  args: readonly string[],
  patience: number,
  nodeFlags: readonly string[] = [],
  added: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const program = resolve('dist', 'peerquest-audit.js');
  const [cwd, env] = [tmpdir(), { ...programEnvironment(), ...added }];
  if (nodeFlags.length === 0) return runResidentBeside({ program, called: program, args, cwd, env }, patience);
  const child = spawn(process.execPath, [...nodeFlags, program, ...args], {
    ...{ cwd, env, timeout: patience, killSignal: 'SIGKILL' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

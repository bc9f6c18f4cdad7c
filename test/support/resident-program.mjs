// Runs the built program again and again in one process (test/support/resident.ts): what it asks for comes by fd 3, what came of it goes by fd 4.
import { Buffer } from 'node:buffer';
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** What the program listens to for its process's sake: the next run does so for itself. */
const LISTENED = ['uncaughtException', 'unhandledRejection', 'beforeExit', 'SIGINT', 'SIGTERM', 'SIGHUP'];
const exit = process.exit.bind(process);
let runs = 0;

async function run({ program, called, args, cwd, env, isToEnd }) {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, env);
  process.argv = [process.execPath, called, ...args];
  process.exitCode = undefined;
  const written = { stdout: [], stderr: [] };
  for (const [name, chunks] of Object.entries(written)) put(name, gathering(chunks));
  put('stdin', Readable.from([]));
  const answer = (code, isLast) => {
    const texts = Object.entries(written).map(([name, chunks]) => [name, Buffer.concat(chunks).toString()]);
    send(Buffer.from(`${JSON.stringify({ code, isLast, ...Object.fromEntries(texts) })}\n`));
  };
  // Where the program ends its process, this one ends too: what it leaves behind is nobody's.
  process.exit = (code) => {
    answer(code ?? process.exitCode ?? 0, true);
    exit(0);
  };
  runs += 1;
  // A module of its own for each run; what it imports is loaded once.
  await import(`${pathToFileURL(program).href}?run=${runs}`);
  if (isToEnd) await over();
  for (const event of LISTENED) process.removeAllListeners(event);
  answer(process.exitCode ?? 0, false);
  // The folder may go now.
  process.chdir('/');
}

/** When nothing is left that would keep a process of its own from its end: here it is where the next run comes from. */
async function over() {
  while (process.getActiveResourcesInfo().length > 1) await wait(2);
}

const put = (name, value) => Object.defineProperty(process, name, { value, configurable: true });

const gathering = (chunks) =>
  new Writable({
    decodeStrings: true,
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });

function send(bytes) {
  for (let sent = 0; sent < bytes.length;) sent += writeSync(4, bytes, sent);
}

for await (const line of createInterface({ input: new Socket({ fd: 3, readable: true, writable: false }) })) await run(JSON.parse(line));
exit(0);

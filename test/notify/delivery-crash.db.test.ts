import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { buildChild, type ChildProgram } from '../support/crash-process.ts';
import { createDatabase, storeInTurn } from '../support/databases.ts';
import { closeListening, listening } from '../support/listening.ts';
import { isThorough } from '../support/thorough.ts';
import { openedStore } from '../history/fixtures.ts';

const KILLS = Number(process.env['KILLS'] ?? (isThorough ? 200 : 4));
const THINGS = 2 * KILLS;
/** In milliseconds from when it is at work, in which it may be at anything. */
const LONGEST_LIFE = 400;

interface Instance {
  readonly child: ChildProcess;
  /** Fulfilled when it has begun to tell and to send. */
  readonly atWork: Promise<unknown>;
}

function instanceOf(args: readonly string[]): Instance {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, atWork: once(child.stdout, 'data') };
}

let program: ChildProgram;
beforeAll(async () => {
  program = await buildChild('../notify/delivery-process.ts');
});
afterAll(async () => {
  await closeListening();
  program.remove();
});

for (const engine of storeInTurn('sqlite')) {
  const available = engine === 'sqlite' || inject('postgres') !== null;
  describe.skipIf(!available)(`two instances on one store on ${engine}`, () => {
    it(
      `of which ${KILLS} are killed, tell each thing once`,
      async () => {
        const database = await createDatabase(engine, { empty: true });
        await (await openedStore(database.url)).close();
        const heard = new Map<string, { ids: Set<string>; times: number }>();
        const port = await listening(
          createServer((request, response) => {
            let body = '';
            request.on('data', (chunk: Buffer) => (body += chunk.toString()));
            request.on('end', () => {
              const thing = `${request.url ?? ''} ${/thing-\d+/.exec(body)?.[0] ?? ''}`;
              const told = heard.get(thing) ?? { ids: new Set(), times: 0 };
              told.times += 1;
              told.ids.add(String(request.headers['webhook-id'] ?? 'chat'));
              heard.set(thing, told);
              response.end('ok');
            });
          }),
        );
        const begun = String(Date.now());
        let number = 0;
        const start = (): Instance =>
          instanceOf([program.file, database.url, `http://127.0.0.1:${port}`, begun, String(THINGS), `instance ${++number}`]);
        const instances = [start(), start()];
        for (let kill = 0; kill < KILLS; kill++) {
          const which = Math.floor(Math.random() * 2);
          const { child, atWork } = instances[which] as Instance;
          await atWork;
          await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_LIFE));
          const closed = once(child, 'close');
          child.kill('SIGKILL');
          await closed;
          instances[which] = start();
        }
        const store = await openedStore(database.url);
        try {
          const waiting = async (): Promise<number> =>
            (await store.outbox.newest(10 * THINGS)).filter(({ state }) => state !== 'sent').length;
          for (let turn = 0; (heard.size < 2 * THINGS || (await waiting()) > 0) && turn < 600; turn++) {
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
          for (const { child } of instances) child.kill('SIGKILL');
          // Nothing is lost, and of each thing there is one message for each channel.
          expect(heard.size).toBe(2 * THINGS);
          expect(await store.outbox.newest(10 * THINGS)).toHaveLength(2 * THINGS);
          expect([...heard.values()].filter(({ ids }) => ids.size > 1)).toEqual([]);
          // What was taken a second time was being sent when its sender was killed.
          const twice = [...heard].filter(([, { times }]) => times > 1);
          expect(twice.length).toBeLessThanOrEqual(KILLS * 2);
          if (isThorough) process.stderr.write(`${engine}: ${KILLS} kills, ${2 * THINGS} messages, ${twice.length} taken twice\n`);
        } finally {
          await store.close();
          await database.drop();
        }
      },
      isThorough ? 900_000 : 120_000,
    );
  });
}

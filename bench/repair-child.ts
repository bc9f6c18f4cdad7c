// One repair without its audits, in a process of its own: plans, applies with a journal, prints how long each took. It runs from the sources,
// as the library does not offer the parts: their loader takes some 40 MB of the peak.
import { setFlagsFromString } from 'node:v8';
import { connect, parseDatabaseUrl } from '../src/database/index.ts';
import { openStore } from '../src/history/index.ts';
import { applyPlan, planRepair } from '../src/repair/index.ts';

// As the program itself does.
setFlagsFromString('--semi-space-growth-factor=2');
setFlagsFromString('--heap-growing-percent=20');
const [url = '', storeFile = ''] = process.argv.slice(2);
const address = parseDatabaseUrl(url);
const started = performance.now();
const session = await connect(address, ['users_user']);
const checks = ['approved-without-participant', 'quest-status', 'quest-assignment'];
const audited = { only: null, skip: [] };
const plan = await planRepair(session, { targets: ['quest'], checks, user: null, certainOnly: false, duplicates: null, audited });
await session.close();
const planned = performance.now();
const store = await openStore(parseDatabaseUrl(storeFile), 'create');
if (store === null) throw new Error('There is no store.');
const run = applyPlan(plan, {
  target: { address, allowances: { singleWriter: false, promoted: false } },
  store,
  operator: { name: 'bench@localhost', host: 'localhost', pid: process.pid },
  maxChanges: Infinity,
  throttle: 0,
  interrupted: () => false,
});
let next = await run.next();
while (!next.done) next = await run.next();
await store.close();
plan.drop();
const finished = performance.now();
process.stdout.write(
  JSON.stringify({
    planSeconds: (planned - started) / 1000,
    applySeconds: (finished - planned) / 1000,
    applied: next.value.applied,
    stoppedBy: next.value.stoppedBy,
    failed: next.value.failed,
  }),
);

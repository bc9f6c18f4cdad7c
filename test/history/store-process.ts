// A process of its own that uses a store: makes it, begins a run, writes an intent, and ends as it was told to.
import { newRun, newTransaction, openedStore } from './fixtures.ts';

const [, , url = '', number = '1', end = 'close'] = process.argv;
const store = await openedStore(url);
await store.runs.start(newRun(Number(number)));
await store.journal.writeIntent(newTransaction(Number(number), 1));
if (end === 'die') process.kill(process.pid, 'SIGKILL');
await store.close();

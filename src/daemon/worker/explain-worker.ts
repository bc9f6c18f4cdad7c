import { parentPort, workerData } from 'node:worker_threads';
import type { ExplanationWish } from './explanation-messages.ts';
import { explainHere } from './explain-here.ts';

const { wish, workspace } = workerData as ExplanationWish;
const end = new AbortController();
parentPort?.once('message', () => {
  end.abort();
});
parentPort?.postMessage(await explainHere(wish, workspace, end.signal));
parentPort?.close();

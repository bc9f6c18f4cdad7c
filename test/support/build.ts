import { run } from '../servers/processes.ts';

/** End-to-end tests run the built program: build it once, from what stands in the tree now. */
export default function setup(): void {
  run(process.execPath, ['scripts/build.mjs']);
}

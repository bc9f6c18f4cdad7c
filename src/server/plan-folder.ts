import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'peerquest-audit-plan-';
/** No plan is made or applied for so long: what is older was left by a process that was killed. */
const LONGEST = 86_400_000;

/** Lends a folder of its own for the file of a plan, until what works with it is over. */
export async function planFolder(): Promise<{ readonly file: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  return { file: join(folder, 'plan.jsonl'), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Removes the folders of processes that were killed before they could. Those of other users are theirs, and one that cannot be removed stays. */
export async function removeLeftPlans(now: Date): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  for (const folder of names.map((name) => join(tmpdir(), name))) {
    const found = await lstat(folder).catch(() => null);
    if (found?.isDirectory() !== true || found.uid !== userInfo().uid || now.getTime() - found.mtimeMs < LONGEST) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

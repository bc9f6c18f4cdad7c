import { spawnSync } from 'node:child_process';

/** Servers refuse to run as root: there they run as an account of their own, else as `nobody`. Null where this program is not root. */
export function serverIds(account: string): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string, name: string): number =>
    Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout.trim() || Number.NaN);
  const [name = 'nobody'] = [account, 'nobody'].filter((each) => Number.isInteger(id('-u', each)));
  return { uid: id('-u', name), gid: id('-g', name) };
}

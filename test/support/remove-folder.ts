import { rmSync } from 'node:fs';

/** Removes a folder with all in it, also where a program that is just ending writes a last file there. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

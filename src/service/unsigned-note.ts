import { KEY_VARIABLE, type Store } from '../history/index.ts';

/** What is told of a run that a later undo will not believe by itself; nothing where it will. */
export function unsignedNote({ signingTrouble }: Pick<Store, 'signingTrouble'>): string[] {
  if (signingTrouble === null) return [];
  return [
    `The journal of this run is not signed, or not for long, because ${signingTrouble}: it can be undone only with --trust-store; set ${KEY_VARIABLE} to a key that lasts ("openssl rand -hex 32").`,
  ];
}

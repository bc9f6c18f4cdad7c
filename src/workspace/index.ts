export { locateStore } from './locate-store.ts';
export type { FoundStore } from './locate-store.ts';
export { Workspace } from './workspace.ts';
export type { WorkspaceWish } from './wish.ts';

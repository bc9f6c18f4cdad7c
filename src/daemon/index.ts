export { jobsOf } from './jobs-of.ts';
export { servedDatabases } from './served-databases.ts';
export { makePlayground } from './playground/make-playground.ts';
export { jsonLog } from './json-log.ts';
export { serve } from './serve.ts';
export type { ServeWish } from './serve.ts';
export { LEVELS, textLog } from './text-log.ts';
export type { Level } from './text-log.ts';

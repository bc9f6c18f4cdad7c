export { dueTime, isFromTheFuture, jitterOf, nextLook, overdueTime, retryTime } from './due.ts';
export { DEFAULT_JITTER, DEFAULT_JOBS } from './job.ts';
export type { JobSetting, ScheduledJob } from './job.ts';
export { jobMembers } from './job-members.ts';
export { inZone, isTimeZone, ownTimeZone } from './time-zone.ts';
export { argsOf, PRINTERS } from './print/index.ts';
export type { PrintedJob } from './print/index.ts';
export { cronMistake, lastTime, nextTimes } from './times.ts';

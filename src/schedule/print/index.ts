import { crontab } from './crontab.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { kubernetes } from './kubernetes.ts';
import type { EntryPrinter } from './printed-job.ts';
import { railway } from './railway.ts';
import { systemd } from './systemd.ts';
import { windows } from './windows.ts';

export { argsOf } from './printed-job.ts';
export type { PrintedJob } from './printed-job.ts';

/** Prints entries for other schedules than the service's own. */
export const PRINTERS = { crontab, systemd, windows, kubernetes, github, gitlab, railway } satisfies Record<string, EntryPrinter>;

import { requireReportFolders } from './report-folders.ts';
import { Scheduler } from './scheduler.ts';
import type { ServiceContext, ServicePart } from './service-part.ts';

/**
 * The part that audits by itself; without jobs it says so.
 *
 * @throws UsageError where a job's report could not be written
 */
export function schedule(context: ServiceContext): Promise<ServicePart> {
  requireReportFolders(context.jobs);
  return Promise.resolve(new Scheduler({ ...context, changed: ({ title }) => context.news.tell({ type: 'jobs', database: title }) }));
}

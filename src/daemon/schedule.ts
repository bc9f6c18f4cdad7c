import { Scheduler } from './scheduler.ts';
import type { ServiceContext, ServicePart } from './service-part.ts';

/** The part that audits by itself; without jobs it says so. */
export function schedule(context: ServiceContext): Promise<ServicePart> {
  return Promise.resolve(new Scheduler({ ...context, changed: ({ title }) => context.news.tell({ type: 'jobs', database: title }) }));
}

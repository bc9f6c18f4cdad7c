import { HttpService } from '../server/index.ts';
import { monitorPort } from './monitor-port.ts';
import type { ServiceContext, ServicePart } from './service-part.ts';

/** The part that answers over HTTP: there is always somebody to answer, if only whoever asks whether the process lives. */
export function http(context: ServiceContext): Promise<ServicePart> {
  return Promise.resolve(new HttpService({ ...context, monitor: monitorPort(context) }));
}

import { delivery } from './delivery.ts';
import { http } from './http.ts';
import { prober } from './prober.ts';
import { schedule } from './schedule.ts';
import { telemetry } from './telemetry.ts';
import type { ServiceContext, ServicePart } from './service-part.ts';

/** Makes a part, or tells that there is nothing for it to do. */
type PartMaker = (context: ServiceContext) => Promise<ServicePart | null>;

/** The parts of the service, in the order in which they start. Each is loaded when the service is. */
const MAKERS: readonly PartMaker[] = [delivery, http, schedule, prober, telemetry];

/** The parts that have something to do here. */
export async function partsFor(context: ServiceContext): Promise<readonly ServicePart[]> {
  const parts: ServicePart[] = [];
  for (const make of MAKERS) {
    const part = await make(context);
    if (part !== null) parts.push(part);
  }
  return parts;
}

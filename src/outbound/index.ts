export { allowedTrouble, allowListOf } from './allow-list.ts';
export { urlTrouble } from './destination.ts';
export type { Guard } from './destination.ts';
export type { Exchange, OutboundRequest, OutboundSurroundings } from './exchange.ts';
export { sendOut } from './send-out.ts';

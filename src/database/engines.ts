import type { DatabaseAddress } from './address.ts';
import type { Engine, EngineDescription } from './engine.ts';
import { mysql } from './mysql/engine.ts';
import { postgresql } from './postgres/engine.ts';
import { sqlite } from './sqlite/engine.ts';

/** The supported engines, by the name that addresses have for them: the only list there is. */
const ENGINES: { readonly [Name in DatabaseAddress['engine']]: Engine } = { sqlite, postgresql, mysql };

/** All engines. */
export const engines = (): readonly Engine[] => Object.values(ENGINES);

/** The engine that answers at an address. */
export const engineOf = (address: DatabaseAddress): Engine => ENGINES[address.engine];

/** What can be said of the engine at an address without connecting to it. */
export const describeEngine = (address: DatabaseAddress): EngineDescription => engineOf(address);

// What is told as a path alone, or by nobody, is a file of the engine that needs no server.
export { fileAddress, parsePath } from './sqlite/address.ts';

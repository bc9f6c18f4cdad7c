import type { ServerKind } from '../server-address.ts';
import { searchPathOption } from './search-path.ts';
import { POSTGRES_PARAMETERS } from './url-parameters.ts';

/** Addresses of PostgreSQL. */
export const POSTGRES_ADDRESSES: ServerKind = {
  engine: 'postgresql',
  port: 5432,
  user: 'postgres',
  parameters: POSTGRES_PARAMETERS,
  serverOptions(said) {
    const [options, schemas] = [said.get('options'), said.get('search path')];
    const all = [...(options === undefined ? [] : [options]), ...(schemas === undefined ? [] : [searchPathOption(schemas)])];
    return all.length === 0 ? null : all.join(' ');
  },
};

import { sql } from 'kysely';
import { rowId, uuid } from '../../model/index.ts';
import type { StandingReader } from './reader.ts';
import { fromStored } from '../stored-value.ts';

/** What rests on a guild membership: the guild, whose owner must have an approved, active one. */
export const membershipStanding: StandingReader = {
  concerns: ({ table, operation }) => table === 'guilds_guildmembership' && operation !== 'insert',

  async read(source, undos, lock) {
    const ids = undos.map(({ key }) => rowId(fromStored(key['id'] ?? null)));
    const held = (lock ? source.capabilities.lockRows : null) ?? sql``;
    const rows = await source.all(sql`
      select m.id, m.user_id, g.owner_id from guilds_guildmembership as m join guilds_guild as g on g.guild_id = m.guild_id
      where m.id in (${source.capabilities.amongIds(ids)}) order by m.id${held}`);
    const ofOwners = new Set(
      rows.filter((row) => row['owner_id'] !== null && uuid(row['owner_id']) === uuid(row['user_id'])).map((row) => rowId(row['id'])),
    );
    return ({ key }) => ({ 'its guild has been handed to its user since': ofOwners.has(rowId(fromStored(key['id'] ?? null))) });
  },
};

import { sql } from 'kysely';
import type { Query, SqlFragment, TableNeeds } from '../../database/index.ts';
import type { ContentKind, ReferenceForm } from '../../files/index.ts';
import type { FindContext } from '../define-check.ts';

const MB = 1024 * 1024;
const IMAGES: readonly ContentKind[] = ['jpeg', 'png', 'gif'];
const DOCUMENTS: readonly ContentKind[] = [...IMAGES, 'pdf', 'txt', 'doc', 'docx'];

/** A column whose rows name uploaded files. */
export interface UploadColumn {
  readonly table: string;
  readonly column: string;
  /** Column that identifies a row. */
  readonly key: string;
  /** What a row is called in a report. */
  readonly label: string;
  /** Whether the column holds one name, or a JSON list that clients write. */
  readonly form: ReferenceForm;
  readonly accepts: readonly ContentKind[];
  /** Bytes that a file may have. */
  readonly limit: number;
  /** Folder under the media root that the application puts new files in, where it is always the same. */
  readonly folder: string | null;
  /** How to come from a row, `t`, to the person whose file it is; null where the row does not tell. */
  readonly owner: { readonly needs: TableNeeds; readonly join: SqlFragment; readonly id: SqlFragment } | null;
}

/** Every column that holds uploads, in the order of the report, with the limits that the application enforces (SPEC section 2). */
export const uploadColumns: readonly UploadColumn[] = [
  {
    table: 'guilds_guild',
    column: 'custom_emblem',
    key: 'guild_id',
    label: 'Guild',
    form: 'name',
    accepts: IMAGES,
    limit: 25 * MB,
    folder: 'guild_emblems',
    owner: { needs: { guilds_guild: ['owner_id'] }, join: sql``, id: sql`t.owner_id` },
  },
  {
    table: 'payments_paymentproof',
    column: 'receipt_image',
    key: 'id',
    label: 'Payment proof',
    form: 'name',
    accepts: IMAGES,
    limit: 5 * MB,
    folder: null,
    owner: { needs: { payments_paymentproof: ['user_id'] }, join: sql``, id: sql`t.user_id` },
  },
  {
    table: 'users_banappealfile',
    column: 'file',
    key: 'id',
    label: 'Ban appeal file',
    form: 'name',
    accepts: DOCUMENTS,
    limit: 25 * MB,
    folder: 'ban_appeals',
    owner: {
      needs: { users_banappealfile: ['appeal_id'], users_banappeal: ['id', 'user_id'] },
      join: sql`left join users_banappeal as appeal on appeal.id = t.appeal_id`,
      id: sql`appeal.user_id`,
    },
  },
  {
    table: 'messaging_messageattachment',
    column: 'file',
    key: 'id',
    label: 'Message attachment',
    form: 'name',
    accepts: DOCUMENTS,
    limit: 25 * MB,
    folder: null,
    owner: null,
  },
  {
    table: 'messaging_messageattachment',
    column: 'thumbnail',
    key: 'id',
    label: 'Thumbnail of message attachment',
    form: 'name',
    accepts: IMAGES,
    limit: 25 * MB,
    folder: null,
    owner: null,
  },
  {
    table: 'quests_questsubmission',
    column: 'submission_files',
    key: 'id',
    label: 'Submission',
    form: 'url',
    accepts: DOCUMENTS,
    limit: 25 * MB,
    folder: 'submissions',
    owner: {
      needs: { quests_questsubmission: ['quest_participant_id'], quests_questparticipant: ['id', 'user_id'] },
      join: sql`left join quests_questparticipant as participant on participant.id = t.quest_participant_id`,
      id: sql`participant.user_id`,
    },
  },
];

/** Tables of the columns, and those that tell whose file it is. */
export const UPLOAD_NEEDS: TableNeeds = Object.fromEntries(
  ['users_user', 'users_banappeal', 'quests_questparticipant', ...uploadColumns.map(({ table }) => table)].map((table) => [table, []]),
);

/**
 * Every row of a column that names files, or may: `source` is the column's number, `value` its text. Columns that this database does
 * not have are left out; with a person in scope, also those that do not tell whose file it is.
 */
export function uploadRows(context: FindContext): Query {
  const { catalog, userId } = context;
  // An empty catalog is that of `explain`, which shows all there can be.
  const isThere = (needs: TableNeeds): boolean =>
    catalog.table('quests_questsubmission') === undefined || catalog.missing(needs)?.kind !== 'absent';
  const selects = uploadColumns.flatMap((column, source) => {
    if (!isThere({ [column.table]: [column.key, column.column] })) return [];
    const tellsOwner = column.owner !== null && isThere({ ...column.owner.needs, users_user: ['id', 'username'] });
    return userId !== null && !tellsOwner ? [] : [rowsOf(column, source, tellsOwner, context)];
  });
  return sql.join(selects, sql` union all `);
}

function rowsOf(
  { table, column, key, form, owner }: UploadColumn,
  source: number,
  tellsOwner: boolean,
  { capabilities, userId }: FindContext,
): Query {
  const { asText, bytes } = capabilities;
  const value = sql.ref(`t.${column}`);
  const [join, id] =
    owner !== null && tellsOwner ? [sql`${owner.join} left join users_user as u on u.id = ${owner.id}`, owner.id] : [sql``, null];
  return sql`
      select ${sql.lit(source)} as source, ${asText(sql.ref(`t.${key}`))} as row_id, ${asText(value)} as value,
        ${id === null ? asText(sql`null`) : asText(id)} as user_id, ${id === null ? asText(sql`null`) : asText(sql`u.username`)} as username
      from ${sql.table(table)} as t ${join}
      where ${value} is not null ${form === 'name' ? sql`and ${bytes(value)} <> ''` : sql``} ${userId === null || id === null ? sql`` : sql`and ${id} = ${userId}`}`;
}

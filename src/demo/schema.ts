/** Column types as Django names them; each engine has its own for each (SPEC section 2). */
export type ColumnType = 'id' | 'uuid' | 'bigint' | 'int' | 'uint' | 'bool' | 'text' | 'timestamp' | 'date' | 'json' | `varchar(${number})`;

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly unique: boolean;
  /** Table whose `id` the column refers to. */
  readonly references: string | null;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly unique: readonly (readonly string[])[];
  readonly indexes: readonly (readonly string[])[];
}

const COLUMN = /^(?<name>\w+) (?<type>[a-z]+(?:\(\d+\))?)(?<nullable>\?)?(?<unique> unique)?(?: -> (?<references>\w+))?$/;

function column(text: string): Column {
  const parts = COLUMN.exec(text)?.groups;
  if (parts === undefined) throw new Error(`Not a column: ${text}`);
  return {
    name: parts['name'] ?? '',
    type: parts['type'] as ColumnType,
    nullable: parts['nullable'] !== undefined,
    unique: parts['unique'] !== undefined,
    references: parts['references'] ?? null,
  };
}

function table(name: string, columns: readonly string[], keys: Partial<Pick<Table, 'unique' | 'indexes'>> = {}): Table {
  return { name, columns: columns.map(column), unique: keys.unique ?? [], indexes: keys.indexes ?? [] };
}

/** The unique index that databases older than July 2025 lack. */
export const PARTICIPANT_KEY = ['quest_id', 'user_id'] as const;

/** The tables of PeerQuest that checks read and repairs write, with all their columns, in the order of their references. */
export const peerquestTables: readonly Table[] = [
  table('users_user', [
    'id uuid',
    'password varchar(128)',
    'last_login timestamp?',
    'is_superuser bool',
    'username varchar(150) unique',
    'first_name varchar(150)',
    'last_name varchar(150)',
    'is_staff bool',
    'is_active bool',
    'date_joined timestamp',
    'email varchar(254) unique',
    'role varchar(20)',
    'display_name varchar(150)',
    'birthday date?',
    'gender varchar(20)',
    'location varchar(100)',
    'social_links json',
    'settings json',
    'avatar_url varchar(500)?',
    'avatar_data text?',
    'bio text',
    'level int',
    'is_admin bool',
    'is_verified bool',
    'verification_documents json',
    'preferred_language varchar(10)',
    'timezone varchar(50)',
    'notification_preferences json',
    'privacy_settings json',
    'last_seen timestamp?',
    'email_verified bool',
    'email_verification_token varchar(100)?',
    'email_verification_sent_at timestamp?',
    'is_banned bool',
    'ban_reason text?',
    'ban_expires_at timestamp?',
    'two_factor_enabled bool',
    'two_factor_method varchar(20)',
    'backup_codes_generated bool',
    'last_password_change timestamp?',
    'spending_limits json',
    'google_id varchar(100)? unique',
  ]),
  table('quests_questcategory', ['id id', 'name varchar(100)', 'description text?', 'created_at timestamp']),
  table(
    'quests_quest',
    [
      'id id',
      'title varchar(200)',
      'description text',
      'difficulty varchar(15)',
      'status varchar(15)',
      'xp_reward uint',
      'gold_reward uint',
      'commission_fee uint',
      'created_at timestamp',
      'updated_at timestamp',
      'due_date date?',
      'completed_at timestamp?',
      'requirements text',
      'resources text',
      'slug varchar(250) unique',
      'is_deleted bool',
      'assigned_to_id uuid? -> users_user',
      'creator_id uuid -> users_user',
      'category_id bigint -> quests_questcategory',
    ],
    { indexes: [['status', 'difficulty'], ['creator_id', 'status'], ['assigned_to_id', 'status'], ['created_at']] },
  ),
  table(
    'quests_questparticipant',
    [
      'id id',
      'status varchar(15)',
      'joined_at timestamp',
      'completed_at timestamp?',
      'progress_notes text',
      'application_id bigint?',
      'application_date timestamp?',
      'application_message text?',
      'review_notes text?',
      'reviewed_at timestamp?',
      'quest_id bigint -> quests_quest',
      'user_id uuid -> users_user',
    ],
    {
      unique: [PARTICIPANT_KEY],
      indexes: [
        ['quest_id', 'status'],
        ['user_id', 'status'],
      ],
    },
  ),
  table(
    'applications_application',
    [
      'id id',
      'status varchar(15)',
      'applied_at timestamp',
      'reviewed_at timestamp?',
      'applicant_id uuid -> users_user',
      'quest_id bigint -> quests_quest',
      'reviewed_by_id uuid? -> users_user',
    ],
    { indexes: [['quest_id', 'status'], ['applicant_id', 'status'], ['applied_at'], ['quest_id', 'applicant_id']] },
  ),
  table(
    'applications_applicationattempt',
    [
      'id id',
      'attempt_number uint',
      'timestamp timestamp',
      'applicant_id uuid -> users_user',
      'application_id bigint -> applications_application',
      'quest_id bigint -> quests_quest',
    ],
    { unique: [['quest_id', 'applicant_id', 'attempt_number']] },
  ),
  table('quests_questsubmission', [
    'id id',
    'description text',
    'link varchar(200)?',
    'submission_files json',
    'status varchar(20)',
    'feedback text',
    'submitted_at timestamp',
    'reviewed_at timestamp?',
    'quest_participant_id bigint -> quests_questparticipant',
    'reviewed_by_id uuid? -> users_user',
  ]),
  table('quests_questsubmissionattempt', [
    'id id',
    'timestamp timestamp',
    'participant_id bigint -> quests_questparticipant',
    'quest_id bigint -> quests_quest',
    'user_id uuid -> users_user',
  ]),
];

/** Types, words and habits of one engine's CREATE TABLE. */
export interface DdlDialect {
  readonly types: Readonly<Record<Exclude<ColumnType, `varchar(${number})`>, string>>;
  readonly quote: (name: string) => string;
  /** What follows a foreign key. */
  readonly deferrable: string;
  /** Whether the engine makes an index for each foreign key by itself. */
  readonly indexesForeignKeys: boolean;
  readonly tableOptions: string;
}

/** SQLite's words for the schema, as Django writes them. */
export const sqliteDdl: DdlDialect = {
  types: {
    id: 'integer not null primary key autoincrement',
    uuid: 'char(32)',
    bigint: 'bigint',
    int: 'integer',
    uint: 'integer unsigned',
    bool: 'bool',
    text: 'text',
    timestamp: 'datetime',
    date: 'date',
    json: 'text',
  },
  quote: (name) => `"${name}"`,
  deferrable: ' deferrable initially deferred',
  indexesForeignKeys: false,
  tableOptions: '',
};

/** CREATE TABLE for one table. Indexes come apart: building them after loading is faster. */
export function createTable({ name, columns }: Table, ddl: DdlDialect): string {
  const { quote } = ddl;
  const parts = columns.map((item) => {
    const type = item.type.startsWith('varchar') ? item.type : ddl.types[item.type as keyof DdlDialect['types']];
    if (item.type === 'id') return `${quote(item.name)} ${type}`;
    const key = item.name === 'id' ? ' primary key' : '';
    const check =
      item.type === 'uint'
        ? ` check (${quote(item.name)} >= 0)`
        : item.type === 'json' && ddl.types.json === 'text'
          ? ` check (json_valid(${quote(item.name)}))`
          : '';
    return `${quote(item.name)} ${type}${item.nullable ? '' : ' not null'}${key}${item.unique ? ' unique' : ''}${check}`;
  });
  const foreign = columns
    .filter(({ references }) => references !== null)
    .map((item) => `foreign key (${quote(item.name)}) references ${quote(item.references ?? '')} (${quote('id')})${ddl.deferrable}`);
  return `create table ${quote(name)} (${[...parts, ...foreign].join(', ')})${ddl.tableOptions}`;
}

/** CREATE INDEX for everything that is to be fast or unique in one table. */
export function createIndexes({ name, columns, unique, indexes }: Table, ddl: DdlDialect): readonly string[] {
  const { quote } = ddl;
  const statement = (keys: readonly string[], kind: string): string =>
    // 63 is what the strictest engine allows for a name.
    `create ${kind} ${quote([name, ...keys].join('_').slice(0, 63))} on ${quote(name)} (${keys.map(quote).join(', ')})`;
  const foreign = ddl.indexesForeignKeys ? [] : columns.filter(({ references }) => references !== null).map((item) => [item.name]);
  return [...unique.map((keys) => statement(keys, 'unique index')), ...[...indexes, ...foreign].map((keys) => statement(keys, 'index'))];
}

/** The value that a column has when nobody says otherwise. */
export function defaultValue({ type, nullable }: Column): string | number | null {
  if (nullable) return null;
  if (type === 'bool' || type === 'int' || type === 'uint' || type === 'bigint') return 0;
  if (type === 'json') return '{}';
  if (type === 'timestamp') return '2025-06-01 08:00:00';
  return '';
}

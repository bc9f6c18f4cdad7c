import { ALL, DEFAULT, DEFAULT_LEVELS, type LevelRule, type Overrides } from '../checks/index.ts';
import { parseSubset, type FilePlaces } from '../files/index.ts';
import type { AuditRequest } from './audit-request.ts';
import type { UserTable } from './scope.ts';

/** What a configuration says of what to audit. */
export interface RequestSettings {
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly includeDropped?: boolean | undefined;
  readonly levels?: LevelRule | undefined;
  readonly mediaRoot?: string | undefined;
  readonly mediaUrl?: string | undefined;
  readonly readDataSubset?: string | undefined;
  readonly maxLag?: number | undefined;
  readonly overrides?: Overrides | undefined;
  readonly redact?: boolean | undefined;
  readonly users?: UserTable | undefined;
}

/** The same as a caller asks for it: what it leaves out is as the configuration says. */
export type AskedRequest = { readonly [Name in keyof AuditRequest]?: AuditRequest[Name] | undefined } & {
  readonly all?: boolean | undefined;
};

/** What to audit: what is asked for beats the configuration, which beats the default. */
export function settledRequest(asked: AskedRequest, settings: RequestSettings) {
  const users = asked.users ?? settings.users;
  return {
    only: asked.all === true ? [ALL] : (asked.only ?? settings.only ?? withGroups(settings.groups)),
    skip: asked.skip ?? settings.skip ?? [],
    user: asked.user ?? null,
    includeDropped: asked.includeDropped ?? settings.includeDropped ?? false,
    levels: asked.levels ?? settings.levels ?? DEFAULT_LEVELS,
    files: asked.files ?? filesOf(settings),
    maxLag: asked.maxLag ?? settings.maxLag ?? null,
    overrides: asked.overrides ?? settings.overrides ?? {},
    failFast: asked.failFast ?? null,
    redact: asked.redact ?? settings.redact ?? false,
    ...(users === undefined ? {} : { users }),
  } satisfies AuditRequest;
}

/** Where the configuration says that uploaded files are. The workspace knows their hashes. */
export function filesOf({ mediaRoot, mediaUrl, readDataSubset }: RequestSettings): Required<FilePlaces> {
  return { mediaRoot: mediaRoot ?? null, mediaUrl: mediaUrl ?? null, subset: parseSubset(readDataSubset ?? '') };
}

/** The groups that run besides what runs by default, with that. */
function withGroups(groups: readonly string[] | undefined): readonly string[] | null {
  return groups === undefined ? null : [DEFAULT, ...groups];
}

/** Rows as a generated database has them; times are texts that sort. */
export interface World {
  readonly users: readonly { readonly id: string; readonly username: string }[];
  readonly quests: readonly {
    readonly id: number;
    readonly title: string;
    readonly status: string;
    readonly updated_at: string;
    readonly is_deleted: number;
    readonly assigned_to_id: string | null;
  }[];
  readonly participants: readonly {
    readonly id: number;
    readonly status: string;
    readonly joined_at: string;
    readonly quest_id: number;
    readonly user_id: string;
  }[];
  readonly applications: readonly {
    readonly id: number;
    readonly status: string;
    readonly applied_at: string;
    readonly reviewed_at: string | null;
    readonly applicant_id: string;
    readonly quest_id: number;
  }[];
}

/** What an audit must say, as sorted lines: check, key, cause, repair and what matters of the evidence. */
export interface NaiveResult {
  readonly lines: readonly string[];
  readonly dropped: number;
  readonly totals: {
    readonly usersAudited: number;
    readonly totalApplications: number;
    readonly approvedApplications: number;
    readonly totalParticipants: number;
  };
}

/** The five checks written down once more, as naively as possible: loops over rows, straight from their definition. */
export function naiveAudit(world: World, username: string | null, includeDropped: boolean): NaiveResult {
  const userId = username === null ? null : (world.users.find((user) => user.username === username)?.id ?? 'nobody');
  const mine = (id: string): boolean => userId === null || id === userId;
  const lines: string[] = [];
  let dropped = 0;
  for (const application of world.applications) {
    if (application.status !== 'approved' || !mine(application.applicant_id)) continue;
    if (world.participants.some((row) => row.quest_id === application.quest_id && row.user_id === application.applicant_id)) continue;
    const quest = world.quests.find(({ id }) => id === application.quest_id);
    const proven = application.reviewed_at === null || (quest !== undefined && application.reviewed_at > quest.updated_at);
    // A quest whose row is gone cannot be assigned to anybody.
    const isThere = world.users.some(({ id }) => id === application.applicant_id);
    const repair = quest === undefined || quest.status === 'completed' || !isThere ? 'manual' : 'automatic';
    lines.push(['approved-without-participant', application.id, proven ? 'never-created' : 'possibly-left', repair].join(' '));
  }
  for (const participant of world.participants) {
    if (!mine(participant.user_id)) continue;
    const own = world.applications.filter((row) => row.quest_id === participant.quest_id && row.applicant_id === participant.user_id);
    if (own.some(({ status }) => status === 'approved')) continue;
    if (participant.status === 'dropped' && !includeDropped) {
      dropped++;
      continue;
    }
    const latest = own.reduce<(typeof own)[number] | null>(
      (best, row) =>
        best === null || row.applied_at > best.applied_at || (row.applied_at === best.applied_at && row.id > best.id) ? row : best,
      null,
    );
    lines.push(['participant-without-approved-application', participant.id, latest?.status ?? 'no-application', 'manual'].join(' '));
  }
  for (const quest of world.quests) {
    if (userId !== null && !world.participants.some((row) => row.quest_id === quest.id && row.user_id === userId)) continue;
    const active = world.participants
      .filter((row) => row.quest_id === quest.id && row.status !== 'dropped')
      .sort((a, b) => (a.joined_at < b.joined_at ? -1 : a.joined_at > b.joined_at ? 1 : a.id - b.id));
    const [first] = active;
    if (first === undefined) continue;
    if (quest.status === 'open') lines.push(['quest-status', quest.id, active.length, 'automatic'].join(' '));
    const repair = world.users.some(({ id }) => id === first.user_id) ? 'automatic' : 'manual';
    if (quest.assigned_to_id === null) lines.push(['quest-assignment', quest.id, active.length, first.user_id, repair].join(' '));
  }
  const pairs = new Map<string, number[]>();
  for (const participant of world.participants) {
    if (!mine(participant.user_id)) continue;
    const pair = `${participant.quest_id} ${participant.user_id}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), participant.id]);
  }
  for (const [pair, ids] of pairs)
    if (ids.length > 1) lines.push(['duplicate-participant', pair, ids.sort((a, b) => a - b).join(), 'manual'].join(' '));
  const applications = world.applications.filter((row) => mine(row.applicant_id));
  const participants = world.participants.filter((row) => mine(row.user_id));
  return {
    lines: lines.sort(),
    dropped,
    totals: {
      usersAudited:
        userId === null ? new Set([...applications.map((row) => row.applicant_id), ...participants.map((row) => row.user_id)]).size : 1,
      totalApplications: applications.length,
      approvedApplications: applications.filter(({ status }) => status === 'approved').length,
      totalParticipants: participants.length,
    },
  };
}

import type { ForeignWorld } from './foreign-world.ts';

/** Planted faults stand at the end of each table; what comes before looks like some and is none. */
export const tracker: ForeignWorld = {
  name: 'tracker',
  tables: ({ time, amount }) => [
    `create table projects (id bigint primary key, code varchar(10), issues_count integer, hours ${amount}, deleted_at ${time})`,
    `create table issues (id bigint primary key, project_id bigint, code varchar(20), state varchar(20), created_at ${time}, closed_at ${time},
      deleted_at ${time})`,
    `create table time_entries (id bigint primary key, project_id bigint, hours ${amount})`,
    `insert into projects values (1, 'AB', 1, 0.3, null), (2, 'AB', 7, 0, '2026-01-01 10:00:00'), (3, 'CD', 0, 1.5, null),
      (4, null, 0, 0, null), (5, null, 0, 0, null), (6, 'CD', 2, 0.75, null)`,
    `insert into issues values
      (1, 1, 'AB-1', 'open', '2026-01-01 10:00:00', null, null),
      (2, 1, 'AB-2', 'it''s blocked', '2026-01-01 10:00:00', '2026-01-01 10:00:00', '2026-02-01 10:00:00'),
      (3, null, null, null, null, '2026-01-01 10:00:00', null),
      (4, 2, 'AB-4', 'closed', null, null, '2026-02-01 10:00:00'),
      (5, 2, 'AB-5', 'closed', null, null, null),
      (6, 66, 'A-6', 'Open', '2026-01-02 10:00:00', '2026-01-01 10:00:00', null),
      (7, 6, 'AB-٧', 'open ', null, null, null)`,
    `insert into time_entries values (1, 1, 0.1), (2, 1, 0.2), (3, 3, 1.505), (4, 6, 0.5), (5, 6, null)`,
  ],
  found: {
    'projects-code-unique': [{ code: 'CD' }],
    'projects-issues-count-counter': [{ id: 6 }],
    'projects-hours-total': [{ id: 6 }],
    'issues-project-id-reference': [{ id: 6 }],
    'issue-of-a-living-project': [{ id: 5 }],
    'issues-state-allowed-values': [{ id: 6 }, { id: 7 }],
    'issues-code-matches': [{ id: 6 }, { id: 7 }],
    'issues-created-at-closed-at-date-order': [{ id: 6 }],
  },
};

/** The kinds of rows that the totals of a run count. */
export type Entity = 'application' | 'participant' | 'quest';

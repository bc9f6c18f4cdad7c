import type { Job } from '../../api/types.ts';

/** A job's name and its database's: two databases may have a job of one name. */
export const nameOf = ({ name, database }: Job): string => `${name}, ${database}`;

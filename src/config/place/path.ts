/** The way to a member: names of members, and places in lists. */
export type Path = readonly (string | number)[];

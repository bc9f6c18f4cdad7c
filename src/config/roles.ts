/** What a person, a token or a group of people may do; each may do what those before it may. Apart from the schema, which loads zod. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;

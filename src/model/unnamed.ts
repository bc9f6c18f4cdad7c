/** What the database without a name is called outside: in metrics, routes and lists. */
export const UNNAMED = 'default';

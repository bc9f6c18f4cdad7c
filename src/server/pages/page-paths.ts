/**
 * The addresses of the dashboard's pages, as the service answers them and the dashboard draws them: one list for both, so that neither has one that
 * the other lacks. Where there are several databases, those about one stand below `/db/NAME`.
 */
export const DATABASE_PAGES = [
  '/',
  '/findings',
  '/findings/:finding',
  '/runs',
  '/runs/:run',
  '/runs/:run/:view',
  '/compare/:runs',
  '/repairs',
  '/repairs/new',
  '/repairs/plans/:plan',
  '/repairs/:run',
  '/repairs/:run/undo',
  '/checks',
  '/checks/:check',
  '/backups',
] as const;

/** Pages about the service, which belong to no database. */
export const SERVICE_PAGES = ['/status', '/status/:probe', '/schedule', '/alerts', '/log', '/accounts', '/sign-in', '/setup'] as const;

/** What stands before the pages of one database of several. */
export const DATABASE_PREFIX = '/db/:database';

/** A page, by its address. */
export type PagePath = (typeof DATABASE_PAGES | typeof SERVICE_PAGES)[number];

/** What help lists flags under, in this order. */
export const HEADINGS = {
  service: 'Service:',
  scope: 'What to look at:',
  report: 'Report:',
  repair: 'Repair:',
  connection: 'Database, store and settings:',
  general: 'General:',
} as const;

export { asDjango } from './as-django.ts';
export { asMembers } from './as-members.ts';
export { asSql } from './as-sql.ts';
export { assess } from './assess.ts';
export type { Assessment, Prevention, State } from './assess.ts';

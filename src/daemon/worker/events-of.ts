import { audit, type AuditPorts } from '../../audit/index.ts';
import type { DatabaseAddress } from '../../database/index.ts';
import { UsageError } from '../../errors.ts';
import { DEFAULT_MAX_CHANGES, type AuditEvent, type Wish } from '../../model/index.ts';
import { openPlan } from '../../repair/index.ts';
import { repairDatabase, undoDatabase, type RunWish, type WritingPorts } from '../../service/index.ts';
import type { Settings } from '../../config/index.ts';

type Request = NonNullable<Parameters<typeof audit>[1]>;

/** A run that audits or writes, and tells events of that. */
export type RunOfEvents = RunWish & { readonly kind: Exclude<RunWish['kind'], 'backup'> };

/** The events of a run that is wished for. */
export function eventsOf(
  wish: RunOfEvents,
  request: Request,
  settings: Settings,
  address: DatabaseAddress,
  ports: AuditPorts & WritingPorts,
): (told: Wish) => AsyncIterable<AuditEvent> {
  const { certainOnly = settings.certainOnly ?? false, balances = false, plan } = wish;
  const writing = {
    maxChanges: wish.maxChanges ?? settings.maxChanges ?? DEFAULT_MAX_CHANGES,
    throttle: settings.throttle ?? 0,
  };
  switch (wish.kind) {
    case 'audit':
      return (told) => audit(address, request, { ...ports, wish: told });
    case 'plan': {
      const repair = { ...writing, audit: request, dryRun: true, planFile: plan ?? null, certainOnly, balances };
      return (told) => repairDatabase(address, repair, { ...ports, wish: told });
    }
    case 'apply': {
      const savedPlan = openPlan(required(plan, 'plan'));
      const { audited, user } = savedPlan.header;
      // A plan has its scope: the audits before and after it look at the same.
      const scoped = { ...request, only: audited.only, skip: audited.skip, user: user?.username ?? null };
      return (told) => repairDatabase(address, { ...writing, audit: scoped }, { ...ports, wish: told, savedPlan });
    }
    case 'undo-preview':
    case 'undo': {
      const audited = { ...request, only: null, skip: [] };
      const undo = { ...writing, audit: audited, run: required(wish.run, 'run'), dryRun: wish.kind === 'undo-preview' };
      return (told) => undoDatabase(address, undo, { ...ports, wish: told });
    }
  }
}

function required(value: string | undefined, name: string): string {
  if (value !== undefined) return value;
  throw new UsageError('NOT_NAMED', `Nothing says which ${name} is meant: name one.`);
}

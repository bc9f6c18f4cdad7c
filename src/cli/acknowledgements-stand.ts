import { audit } from '../audit/index.ts';
import { allChecks } from '../checks/index.ts';
import type { Settings } from '../config/index.ts';
import type { DatabaseAddress } from '../database/index.ts';
import type { Acknowledgement, Standing } from '../model/index.ts';
import type { KeepingFlags } from './acknowledgements.ts';
import { withStore } from './command-store.ts';
import type { FileFlags } from './file-flags.ts';
import { fileManifest } from './file-options.ts';
import { untilInterrupted } from './interrupt.ts';
import { resolveOptions } from './resolve-options.ts';

/** How an acknowledgement stands: also `obsolete`, when its finding is gone, and `unknown`, when its check gave no answer. */
export type AcknowledgementState = Standing | 'obsolete' | 'unknown';

/**
 * How acknowledgements of a database stand, in their order: their checks are run over everybody, those of files where the flags
 * or the settings say where files are.
 *
 * @throws as an audit does
 */
export async function howTheyStand(
  address: DatabaseAddress,
  all: readonly Acknowledgement[],
  { mediaRoot, mediaUrl, readDataSubset, store }: KeepingFlags & FileFlags,
  settings: Settings,
): Promise<readonly AcknowledgementState[]> {
  const where = {
    ...(mediaRoot === undefined ? {} : { mediaRoot }),
    ...(mediaUrl === undefined ? {} : { mediaUrl }),
    ...(readDataSubset === undefined ? {} : { readDataSubset }),
  };
  const options = resolveOptions({ ...where, color: false, progress: false }, settings);
  const there = new Set(allChecks(options.ownChecks).map(({ id }) => id));
  const only = [...new Set(all.map(({ check }) => check))].filter((check) => there.has(check));
  if (only.length === 0) return all.map(() => 'unknown');
  const standings = new Map<string, Standing>();
  const answered = new Set<string>();
  // Dropped participants can be acknowledged where they count: here they count, or they would pass for gone.
  const request = { ...options.request, only, skip: [], user: null, includeDropped: true };
  // Whoever keeps them has said that they are about this database.
  const acknowledged = all.map((one) => ({ ...one, database: null }));
  await withStore({ flag: store, settings, audited: address }, async (shared) => {
    const manifest = await fileManifest(options.request.files, shared);
    const events = untilInterrupted(address, (signal) =>
      audit(address, request, { acknowledged, manifest, ownChecks: options.ownChecks, signal }),
    );
    for await (const event of events) {
      if (event.type === 'findings' || event.type === 'acknowledged') {
        for (const { fingerprint, acknowledgement } of event.findings) {
          if (acknowledgement !== undefined) standings.set(fingerprint, acknowledgement.standing);
        }
      }
      if (event.type === 'check-finished' && event.result.count !== null) answered.add(event.result.check.id);
    }
  });
  return all.map(({ check, fingerprint }) => (answered.has(check) ? (standings.get(fingerprint) ?? 'obsolete') : 'unknown'));
}

import type { Acknowledgement } from '../model/index.ts';
import { howTheyStand, type AcknowledgementState } from '../service/index.ts';
import { fileManifest, type Workspace } from '../workspace/index.ts';
import type { FileFlags } from './file-flags.ts';
import { untilInterrupted } from './reading-interrupt.ts';
import { resolveOptions } from './resolve-options.ts';

/** How acknowledgements of the workspace's database stand, in their order; of files where the flags or the settings say where these are. */
export async function acknowledgementStates(
  workspace: Workspace,
  all: readonly Acknowledgement[],
  { mediaRoot, mediaUrl, readDataSubset }: FileFlags,
): Promise<readonly AcknowledgementState[]> {
  const { address } = await workspace.database();
  const where = {
    ...(mediaRoot === undefined ? {} : { mediaRoot }),
    ...(mediaUrl === undefined ? {} : { mediaUrl }),
    ...(readDataSubset === undefined ? {} : { readDataSubset }),
  };
  const { request, ownChecks } = resolveOptions({ ...where, color: false, progress: false }, workspace.settings);
  return workspace.withStore(async (store) => {
    const manifest = await fileManifest(request.files, store);
    return untilInterrupted(address, (signal) => howTheyStand(address, all, request, { manifest, ownChecks, signal }));
  });
}

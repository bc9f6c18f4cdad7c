import { settledRequest } from '../../audit/index.ts';
import { AuditToolError, DatabaseError, sentenceOf, StoreError, UsageError } from '../../errors.ts';
import { explanationJson } from '../../report/index.ts';
import { explainFinding, type ExplainWish, type FindingName } from '../../service/index.ts';
import { acknowledgementsToReport, fileManifest, Workspace, type WorkspaceWish } from '../../workspace/index.ts';
import type { ErrorKind, ExplanationAnswer } from './explanation-messages.ts';

/** Explains a finding as the command `explain` does, with the configuration's settings. Never rejects. */
export async function explainHere(wish: ExplainWish, workspaceWish: WorkspaceWish, signal: AbortSignal): Promise<ExplanationAnswer> {
  try {
    const database = wish.database === null ? {} : { database: wish.database };
    const workspace = await Workspace.open({ ...workspaceWish, ...database });
    const { settings } = workspace;
    const request = settledRequest({}, settings);
    const { address } = await workspace.database();
    const acknowledged = await acknowledgementsToReport(workspace, () => undefined);
    return await workspace.withStore(async (store) => {
      const manifest = await fileManifest(request.files, store);
      const ports = { manifest, acknowledged, ownChecks: settings.checks ?? [], signal };
      return { json: explanationJson(await explainFinding(address, nameOf(wish), request, ports)) };
    }, true);
  } catch (error) {
    return { kind: kindOf(error), code: error instanceof AuditToolError ? error.code : 'FAILED', sentence: sentenceOf(error) };
  }
}

/** Only its check runs to find it. */
function nameOf({ check, fingerprint }: ExplainWish): FindingName {
  return { text: `${check}:${fingerprint}`, check, fits: (one) => (one.fingerprint === fingerprint ? 'exact' : null) };
}

function kindOf(error: unknown): ErrorKind {
  if (error instanceof UsageError) return 'usage';
  if (error instanceof DatabaseError) return 'database';
  return error instanceof StoreError ? 'store' : 'other';
}

import { exposedDotenv } from '../config/index.ts';
import type { Diagnostic } from '../database/index.ts';
import type { Workspace } from './workspace.ts';

/** Whether passwords lie open in the `.env` of the folder, whoever named the database; null where none does. */
export async function examineDotenv({ settings }: Workspace): Promise<Diagnostic | null> {
  const exposed = await exposedDotenv(settings.trust === true);
  if (exposed === null) return null;
  const { names, mode } = exposed;
  return {
    topic: 'File .env',
    level: 'advice',
    text: `other users of this machine can read it (mode ${mode}), and ${names.join(', ')} ${names.length === 1 ? 'holds a password' : 'hold passwords'}: chmod 600 .env`,
  };
}

import { backupObstacle, connect, primaryOf, type DatabaseAddress, type Diagnostic } from '../database/index.ts';
import { sentenceOf } from '../errors.ts';
import { readinessOf } from '../repair/index.ts';

const topic = 'Repair';

/** What `doctor` says of each kind of repair: what would have it refused. It stands in no audit's way. */
export async function* examineRepairs(address: DatabaseAddress): AsyncGenerator<Diagnostic> {
  const backup = backupObstacle(address);
  if (backup !== null) {
    yield { topic, level: 'note', text: backup };
    return;
  }
  try {
    const session = await connect(primaryOf(address), ['users_user']);
    try {
      for await (const { target, applies, obstacle } of readinessOf(session)) {
        // What tables are missing has been told.
        if (!applies) continue;
        yield obstacle === null
          ? { topic, level: 'ok', text: `${target}: nothing is known to stand in the way` }
          : { topic, level: 'advice', text: `${target}: no repair is possible: ${obstacle}` };
      }
    } finally {
      await session.close();
    }
  } catch (error) {
    yield { topic, level: 'advice', text: `no repair is possible: ${sentenceOf(error)}` };
  }
}

import { UNNAMED } from '../model/index.ts';
import { BusyError, type Runner, type RunWish, type StartedRun } from '../service/index.ts';
import type { WorkspaceWish } from '../workspace/index.ts';
import { ThreadRun } from './thread-run.ts';

/** So many wait for the run before them on a database. */
const WAITING = 3;

/** What the runner is given. */
export interface RunnerWish {
  /** Where runs work: each thread opens it by itself. */
  readonly workspace: WorkspaceWish;
  /** Called when a run has ended, however: before anybody hears of it through `done`. */
  readonly ended: (run: StartedRun, ending: Awaited<StartedRun['done']>) => Promise<void>;
  /** Called when a run begins, or begins to wait. */
  readonly began?: (run: StartedRun) => void;
  /** The file of the thread; the built one beside this program unless given. */
  readonly script?: URL;
}

/** Runs in threads: one at a time on each database. */
export class ThreadRunner implements Runner {
  readonly #about: RunnerWish;
  isStopped = false;
  readonly #lines = new Map<string | null, ThreadRun[]>();

  constructor(about: RunnerWish) {
    this.#about = about;
  }

  start(wish: RunWish): StartedRun {
    if (this.isStopped) throw new BusyError('SERVICE_STOPPING', 'The service is about to end: try again when it is back.');
    const line = this.#lines.get(wish.database) ?? [];
    const where = wish.database ?? UNNAMED;
    const [first] = line;
    if (first !== undefined && isWriting(wish)) {
      const what = isWriting(first.wish) ? 'another repair' : 'an audit';
      throw new BusyError('RUN_UNDER_WAY', `On "${where}" ${what} is running: try again when it has ended.`);
    }
    if (line.length > WAITING) {
      throw new BusyError('TOO_MANY_WAIT', `On "${where}" a run is under way and ${WAITING} wait already: try again when some have ended.`);
    }
    const run = new ThreadRun(wish, this.#about.workspace, this.#about.script);
    this.#lines.set(wish.database, [...line, run]);
    void run.done.then(() => this.#next(wish.database, run));
    run.onEnding = (ending) => this.#about.ended(run, ending);
    this.#about.began?.(run);
    if (line.length === 0) run.begin();
    return run;
  }

  running(database: string | null): readonly StartedRun[] {
    return this.#lines.get(database) ?? [];
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    const all = [...this.#lines.values()].flat();
    for (const run of all) run.stop();
    await Promise.all(all.map(({ done }) => done));
  }

  #next(database: string | null, ended: ThreadRun): void {
    const line = (this.#lines.get(database) ?? []).filter((run) => run !== ended);
    if (line.length === 0) this.#lines.delete(database);
    else this.#lines.set(database, line);
    line[0]?.begin();
  }
}

const isWriting = ({ kind }: RunWish): boolean => kind === 'apply' || kind === 'undo';

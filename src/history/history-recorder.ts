import { AuditToolError } from '../errors.ts';
import { systemClock, type Clock } from '../clock.ts';
import {
  acknowledgedCount,
  COUNTS,
  EXIT,
  exitCode,
  findingCount,
  greatestWish,
  KEYS,
  type AuditEvent,
  type CheckResult,
  type Consumer,
  type FailOn,
  type Finding,
  type FindingIdentity,
  type Past,
  type Rule,
  type RunResult,
  type RunStart,
  type Severity,
  type Wish,
} from '../model/index.ts';
import { thisProcess, type Operator } from '../operator.ts';
import { Spool } from '../spool.ts';
import { toolVersion } from '../tool-version.ts';
import { settingsWord, type KnownLook } from './check-states.ts';
import { MetFindings } from './met-findings.ts';
import type { Histories } from './histories.ts';
import { hash48 } from './packed.ts';
import { pastOfRun } from './past-of-run.ts';
import type { Recorded } from './record-run.ts';
import type { RecordedLook, Recording } from './recording.ts';
import { keptResult, settingsOf, subjectOf, type Settings } from './recorded-as.ts';
import type { SharedStore } from './shared-store.ts';

/** Changes that are kept in one piece. */
const CHANGES_AT_ONCE = 500;

/** What the recorder is to know besides the events. */
export interface RecorderWish {
  /** What the readers of the run want to be told: the history keeps what is told anyway, and costs the database nothing. */
  readonly readers: readonly Wish[];
  /** What the checks were told. */
  readonly request: Settings;
  /** Whether it writes: then the keys of all findings are known anyway. */
  readonly repairs: boolean;
  readonly failOn: FailOn;
  /** Where it is recorded: made where there is none yet. */
  readonly store: SharedStore;
  readonly clock?: Clock;
  readonly operator?: Operator;
}

/** What a run says of itself beyond its rows in the history, from which it is told again. */
export interface KeptRun {
  readonly start: Omit<RunStart, 'checks'>;
  /** What the run came to; null for one that failed. */
  readonly result: Omit<RunResult, 'start' | 'checks'> | null;
  readonly failure: Extract<AuditEvent, { type: 'run-failed' }> | null;
  /** What each check came to, in the order in which they were told: also where the run failed. */
  readonly checks: readonly CheckResult[];
}

/** What a run made of one check, as it was heard. */
interface HeardLook {
  readonly result: CheckResult;
  readonly part: 0 | 1;
  readonly lookedAt: string;
}

/** Hears a run and records it in a store when it has ended: whatever becomes of the history, the run goes on. */
export class HistoryRecorder implements Consumer {
  readonly name = 'history';
  readonly wish: Wish;
  readonly #about: RecorderWish;
  readonly #met: MetFindings;
  /** The last looks that the store knows, where this run can be compared with them. */
  #known: ReadonlyMap<string, KnownLook> = new Map();
  #checks: ReadonlyMap<string, Rule> = new Map();
  readonly #log = new Spool();
  readonly #looks: HeardLook[] = [];
  #waiting: AuditEvent[] = [];
  #changes = 0;
  #lookedAt = '';
  #start: RunStart | null = null;
  #result: RunResult | null = null;
  #failure: KeptRun['failure'] = null;
  /** Why the store did not answer, and whether that was a moment ago. */
  #trouble: AuditToolError | null = null;
  #justFailed = false;

  constructor(about: RecorderWish) {
    this.#about = about;
    this.#met = new MetFindings({
      // The words of the user's own checks may change.
      wish: (id) => ({ version: toolVersion, saysByItself: this.#checks.get(id)?.page !== null, dated: this.#checks.get(id)?.dated }),
      known: ({ check, part }) => (part === 0 ? (this.#known.get(check)?.digests ?? []) : []),
    });
    this.wish = greatestWish([...about.readers, about.repairs ? KEYS : COUNTS]);
  }

  hear(event: AuditEvent): void | Promise<void> {
    switch (event.type) {
      case 'run-started':
        this.#start = event.run;
        this.#lookedAt = event.run.startedAt;
        this.#checks = new Map(event.run.checks.map((check) => [check.id, check]));
        // What is not told anyway, and what is told of one person, is compared when it is recorded.
        return this.wish.detail === 'findings' && event.run.user === null ? this.#know(event.run) : undefined;
      case 'findings':
      case 'acknowledged':
        return this.#meet(event.check.id, 0, event.findings, event.type === 'acknowledged');
      case 'keys':
        return this.#meet(event.check.id, 0, event.findings, event.acknowledged);
      case 'still-there':
        return this.#meet(event.check.id, 1, event.findings, event.acknowledged);
      case 'check-finished':
        this.#looks.push({ result: event.result, part: 0, lookedAt: this.#lookedAt });
        return;
      case 'verification-started':
        this.#lookedAt = this.#now();
        this.#keep(event);
        return;
      case 'plan-made':
      case 'note':
      case 'changes':
        this.#keep(event);
        return;
      case 'run-finished':
        this.#result = event.result;
        for (const result of event.result.repair?.verified?.checks ?? []) {
          this.#looks.push({ result, part: 1, lookedAt: this.#lookedAt });
        }
        return;
      case 'run-failed':
        this.#failure = event;
        return;
      case 'check-started':
      case 'working':
      case 'totals-started':
        return;
    }
  }

  /** The events of a run, whose end is told with what runs before say of it: that too is recorded. */
  async *withPast(events: AsyncIterable<AuditEvent>, { trend = false }: Wish): AsyncGenerator<AuditEvent> {
    for await (const event of events) {
      if (event.type === 'run-finished') yield { ...event, result: { ...event.result, past: await this.#past(event.result, trend) } };
      else yield event;
    }
  }

  async #past(result: RunResult, trend: boolean): Promise<Past | null> {
    const hadTrouble = this.#trouble !== null;
    const names = Object.values(subjectOf(result.start));
    const wish = { names, detail: this.wish.detail, settings: settingsOf(this.#about.request), trend };
    const past = await this.#ask((history) => pastOfRun(history, result, wish));
    this.#justFailed = !hadTrouble && this.#trouble !== null;
    return past;
  }

  /**
   * Records the run; nothing where it came to no end, or never began.
   *
   * @throws StoreError, RefusedError, UsageError where there is no store to record it in
   */
  async record(): Promise<Recorded | null> {
    try {
      const start = this.#start;
      if (start === null || (this.#result === null && this.#failure === null)) return null;
      if (this.#justFailed && this.#trouble !== null) throw this.#trouble;
      const recording = await this.#recording(start);
      const store = await this.#about.store.made();
      return await store.history.record(recording);
    } catch (error) {
      // What went wrong first is why a connection can no longer be used.
      throw this.#trouble ?? error;
    } finally {
      this.#met.drop();
      this.#log.drop();
    }
  }

  async #recording(start: RunStart): Promise<Recording> {
    await this.#met.end();
    this.#flush();
    const { checks: rules, ...rest } = start;
    const result = this.#result;
    const data: KeptRun = {
      start: rest,
      result: result === null ? null : keptResult(result),
      failure: this.#failure,
      checks: this.#looks.filter(({ part }) => part === 0).map((look) => look.result),
    };
    const end = result?.repair?.verified ?? { checks: data.checks };
    const count = (severity: Severity): number => findingCount(end, [severity]);
    const finishedAt = result?.finishedAt ?? this.#now();
    return {
      id: start.id,
      ...subjectOf(start),
      mode: start.mode,
      state: result === null || result.repair?.stoppedBy != null ? 'failed' : 'finished',
      startedAt: start.startedAt,
      finishedAt,
      durationMs: result?.durationMs ?? Math.max(0, Date.parse(finishedAt) - Date.parse(start.startedAt)),
      toolVersion: start.toolVersion,
      operator: (this.#about.operator ?? thisProcess()).name,
      database: { engine: start.database.engine, name: start.database.name },
      user: start.user === null ? null : { hash: hash48(start.user.id), username: start.user.username },
      detail: this.wish.detail,
      settings: settingsOf(this.#about.request),
      exitCode: result === null ? EXIT.failed : exitCode(result, this.#about.failOn),
      findings: { critical: count('critical'), warning: count('warning'), info: count('info') },
      acknowledged: acknowledgedCount(end),
      changes:
        result?.repair === null || result === null ? 0 : (result.repair.preview ? result.repair.plan : result.repair.applied).changes,
      fixed: result?.repair?.verified?.fixed ?? null,
      rules,
      data,
      looks: this.#looks.map((look) => this.#lookOf(look, start)),
      met: this.#met,
      comparedWith: new Map([...this.#known].map(([check, { written }]) => [check, written])),
      log: this.#pieces(),
    };
  }

  #lookOf({ result, part, lookedAt }: HeardLook, start: RunStart): RecordedLook {
    const { check, outcome, count, acknowledged, durationMs } = result;
    const met = this.#met.count({ check: check.id, part });
    // Nothing at all can be said without having met it.
    const isWhole = count !== null && met === count + acknowledged;
    const extent = !isWhole ? (met > 0 ? 'part' : 'none') : start.user === null ? 'all' : 'user';
    return {
      check: check.id,
      part,
      outcome,
      severity: check.severity,
      count,
      acknowledged,
      durationMs,
      examined: this.#examined(check.id, part, start),
      lookedAt,
      extent,
    };
  }

  async #know(start: RunStart): Promise<void> {
    const known = await this.#ask((history) => history.known(Object.values(subjectOf(start))));
    const settings = settingsWord(settingsOf(this.#about.request));
    this.#known = new Map([...(known ?? [])].filter(([, look]) => look.settings === settings));
  }

  /** Asks the history where there is one; null where it cannot answer, which is told of when the run is recorded. */
  async #ask<Answer>(question: (history: Histories) => Promise<Answer>): Promise<Answer | null> {
    // Whoever has waited for the store in vain waits once more only, to record the run.
    if (this.#trouble !== null) return null;
    try {
      const store = await this.#about.store.ifThere();
      return store === null ? null : await question(store.history);
    } catch (error) {
      if (!(error instanceof AuditToolError)) throw error;
      this.#trouble = error;
      return null;
    }
  }

  /** The rows of the kind that a check looks at: known at the end of a run, and so of what it looked at last. */
  #examined(check: string, part: 0 | 1, { checks }: RunStart): number | null {
    const entity = checks.find(({ id }) => id === check)?.examines;
    const isLast = part === 1 || !this.#looks.some((look) => look.part === 1);
    const totals = this.#result?.totals;
    if (entity === undefined || totals === undefined || !isLast) return null;
    return { application: totals.totalApplications, participant: totals.totalParticipants, quest: totals.totalQuests }[entity];
  }

  #meet(check: string, part: 0 | 1, findings: readonly (Finding | FindingIdentity)[], acknowledged: boolean): void | Promise<void> {
    return this.#met.add({ check, part }, findings, acknowledged);
  }

  #keep(event: AuditEvent): void {
    this.#waiting.push(event);
    this.#changes += event.type === 'changes' ? event.changes.length : 0;
    if (this.#changes >= CHANGES_AT_ONCE) this.#flush();
  }

  #flush(): void {
    if (this.#waiting.length > 0) this.#log.write(`${JSON.stringify(this.#waiting)}\n`);
    this.#waiting = [];
    this.#changes = 0;
  }

  *#pieces(): Generator {
    for (const line of this.#log.lines()) yield JSON.parse(line);
  }

  #now(): string {
    return (this.#about.clock ?? systemClock)().toISOString();
  }
}

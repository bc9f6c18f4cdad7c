import type { RunMode, Severity, Outcome } from '../model/index.ts';
import type { Bytes, Whole } from './whole.ts';

/** What a history is about: a database by its name, or where it has none by its identity. */
export interface SubjectTable {
  readonly id: Whole;
  readonly name: string;
  /** The numbers that were given last: of a run, a word, a span and a block of this subject. */
  readonly last_number: Whole;
  readonly last_word: Whole;
  readonly last_span: Whole;
  readonly last_block: Whole;
}

/** A check's id, a cause, or settings by their hash: kept once, and named by its number. */
export interface WordTable {
  readonly subject_id: Whole;
  readonly word_no: Whole;
  readonly word: string;
}

/** A run that was recorded, in the order of recording. */
export interface RecordingTable {
  readonly subject_id: Whole;
  readonly number: Whole;
  /** The run's id; the journal knows a repair by the same. */
  readonly id: string;
  readonly mode: RunMode;
  readonly state: 'finished' | 'failed';
  /** ISO 8601 UTC. */
  readonly started_at: string;
  readonly finished_at: string;
  readonly duration_ms: Whole;
  readonly tool_version: string;
  readonly operator: string;
  readonly database_engine: string;
  readonly database_name: string;
  /** The person it was narrowed to. */
  readonly username: string | null;
  /** What the run was told of findings. */
  readonly detail: 'counts' | 'keys' | 'findings';
  readonly exit_code: Whole;
  /** Findings that count at the end of the run, by severity. */
  readonly critical: Whole;
  readonly warning: Whole;
  readonly info: Whole;
  readonly acknowledged: Whole;
  /** Changes that were made, or planned by a preview. */
  readonly changes: Whole;
  readonly fixed: Whole | null;
  /** What the checks stood for, and the settings, by their hash; null once it is pruned. */
  readonly rules: string | null;
  /** What else the run said of itself, packed; null once it is pruned. */
  readonly data: Bytes | null;
}

export interface RulesTable {
  readonly hash: string;
  readonly data: Bytes;
}

/**
 * How much of a check's findings a look met: all that were there; all that its settings find, where others were there under other settings; all
 * of one person's; not all; or none.
 */
export type Extent = 'all' | 'under' | 'user' | 'part' | 'none';

/** What a run made of one check: before a repair, or after it. */
export interface LookTable {
  readonly subject_id: Whole;
  readonly number: Whole;
  readonly check_no: Whole;
  /** 0, or 1 for the audit after a repair. */
  readonly part: Whole;
  readonly outcome: Outcome;
  readonly severity: Severity;
  readonly found: Whole | null;
  readonly acknowledged: Whole;
  readonly duration_ms: Whole;
  /** Rows that were looked at; null where nobody knows. */
  readonly examined: Whole | null;
  readonly extent: Extent;
  /** Findings that were gone, and how long they had been there together, in milliseconds. */
  readonly resolved: Whole;
  readonly lived_ms: Whole;
  /** The spans that it met, packed; null where they are all that were there, in the order of their numbers, or none are known. */
  readonly seen: Bytes | null;
}

/** When a check was looked at last, and what was there: a run that finds the same has nothing to keep. */
export interface CheckStateTable {
  readonly subject_id: Whole;
  readonly check_no: Whole;
  /** When the last look that counts began. */
  readonly looked_at: string;
  readonly settings_no: Whole;
  /** The number of the run that has written the blocks. */
  readonly written: Whole | null;
  /** All that was there, in blocks with their digests and spans, packed; null where that is not known. */
  readonly blocks: Bytes | null;
}

/**
 * A finding over a stretch of runs in which it said the same. One that says something else goes on in another span; an episode, from its
 * appearance to its end, is a chain of them.
 */
export interface SpanTable {
  readonly subject_id: Whole;
  readonly span_no: Whole;
  readonly fingerprint: Bytes;
  readonly check_no: Whole;
  readonly cause_no: Whole | null;
  readonly user_hash: Whole | null;
  readonly quest_hash: Whole | null;
  /** The number of the run that found it first. */
  readonly began: Whole;
  /** See {@link BEGAN}. */
  readonly began_as: Whole;
  /** The number of the run in which the episode began. */
  readonly since: Whole;
  /** The number of the run that no longer found it so; null while it is there. */
  readonly ended: Whole | null;
  /** See {@link ENDED}. */
  readonly ended_as: Whole | null;
  /** The settings under which it was seen last. */
  readonly settings_no: Whole;
  /** The person whose audit has seen it, where one has. */
  readonly scope_hash: Whole | null;
  readonly acknowledged: Whole;
  /** Of what it expects and found; null where only its keys are known. */
  readonly evidence: Whole | null;
  /** Of all that is said of it. */
  readonly content: Whole | null;
  /** Where that is kept, and at which place in it. */
  readonly block_no: Whole;
  readonly place: Whole;
  /** When its row dates from, in milliseconds since 1970: 0 where it has no date, null where that was not recorded. */
  readonly dated: Whole | null;
}

/** What is said of some hundred findings, packed. */
export interface BlockTable {
  readonly subject_id: Whole;
  readonly block_no: Whole;
  readonly data: Bytes;
}

/** What a run told besides its findings: plan, notes, changes, packed. */
export interface LogTable {
  readonly subject_id: Whole;
  readonly number: Whole;
  readonly piece: Whole;
  readonly data: Bytes;
}

/** How a span began: `restated` says something else of the same evidence, such as another name. */
export const BEGAN = { new: 0, returned: 1, changed: 2, restated: 3 } as const;

/** How a span ended. */
export const ENDED = { resolved: 0, changed: 2, restated: 3 } as const;

/** The tables of the history. */
export type HistoryTables = Readonly<{
  peerquest_audit_subject: SubjectTable;
  peerquest_audit_word: WordTable;
  peerquest_audit_recording: RecordingTable;
  peerquest_audit_rules: RulesTable;
  peerquest_audit_look: LookTable;
  peerquest_audit_check_state: CheckStateTable;
  peerquest_audit_span: SpanTable;
  peerquest_audit_block: BlockTable;
  peerquest_audit_log: LogTable;
}>;

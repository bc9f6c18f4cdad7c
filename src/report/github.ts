import { checksAtEnd, renderLine, sentencesOf, type AuditEvent, type CheckResult, type RunResult } from '../model/index.ts';
import { cut } from './cut.ts';
import { inOneSentence } from './in-one-sentence.ts';
import { plural } from './plural.ts';
import { formOf } from './forms.ts';
import { defineReporter, toList, type Reporter, type ReportOptions } from './reporter.ts';

/** Annotations of a kind that GitHub shows of one step; findings that one of ours lists; letters of a line. */
const [MOST, LISTED, LONGEST] = [10, 5, 300];

type Kind = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly kind: Kind;
  readonly check: string;
  readonly title: string;
  readonly lines: readonly string[];
}

/**
 * Annotations of a GitHub workflow: commands on the standard output of a step. One for each check that found something or could not run, as
 * GitHub shows ten of a kind; where there are more, the last says which are left out.
 */
export const github = defineReporter({ ...formOf('github'), create: githubReporter });

function githubReporter({ limit }: ReportOptions): Reporter {
  const listed = new Map<string, string[]>();
  let sentenceOf = sentencesOf([]);
  return {
    wish: toList(Math.min(limit ?? LISTED, LISTED)),
    write(event: AuditEvent): string {
      if (event.type === 'run-started') sentenceOf = sentencesOf(event.run.checks);
      if (event.type === 'findings') {
        const { id } = event.check;
        listed.set(id, [...(listed.get(id) ?? []), ...event.findings.map((finding) => renderLine(sentenceOf(finding), String))]);
      }
      return event.type === 'run-finished' ? commands(event.result, listed) : '';
    },
  };
}

function commands(result: RunResult, listed: ReadonlyMap<string, readonly string[]>): string {
  // What was listed was found before a repair.
  const known = result.repair?.verified == null ? listed : new Map<string, readonly string[]>();
  const all = checksAtEnd(result).flatMap((check) => annotationOf(check, known.get(check.check.id) ?? []) ?? []);
  const verdict: Annotation = { kind: 'notice', check: '', title: 'PeerQuest Audit', lines: [inOneSentence(result)] };
  const shown = (['error', 'warning', 'notice'] as const).flatMap((kind) => {
    const ofKind = all.filter((each) => each.kind === kind);
    return kind === 'notice' ? [...within(ofKind, MOST - 1), verdict] : within(ofKind, MOST);
  });
  return shown.map(command).join('');
}

function annotationOf({ check, outcome, reason, count, notReached }: CheckResult, listed: readonly string[]): Annotation | null {
  if (outcome === 'could-not-run' && notReached !== true) {
    return { kind: 'error', check: check.id, title: `${check.id} could not run`, lines: [check.title, reason ?? ''] };
  }
  if (count === null || count === 0) return null;
  const kind = ({ critical: 'error', warning: 'warning', info: 'notice' } as const)[check.severity];
  const more = count - listed.length;
  const lines = [check.title, ...listed, ...(more > 0 && listed.length > 0 ? [`and ${more} more`] : [])];
  return { kind, check: check.id, title: `${check.id}: ${plural(count, 'finding')}`, lines };
}

/** So many of these; where there are more, the last one names those that are left out. */
function within(annotations: readonly Annotation[], most: number): readonly Annotation[] {
  const left = annotations.slice(most - 1);
  const [first] = left;
  if (first === undefined || left.length === 1) return annotations;
  const names = left.map(({ check }) => check).join(', ');
  const last = {
    ...first,
    title: plural(left.length, 'further check'),
    lines: [`GitHub shows ${MOST} of a kind; left out: ${names}`],
  };
  return [...annotations.slice(0, most - 1), last];
}

function command({ kind, title, lines }: Annotation): string {
  const message = lines.map((text) => data(cut(text, LONGEST))).join('%0A');
  return `::${kind} title=${data(cut(title, LONGEST)).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${message}\n`;
}

/** Text that ends no command and begins none. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

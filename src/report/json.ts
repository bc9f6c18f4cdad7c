import { INVISIBLE, sentencesOf, type AuditEvent } from '../model/index.ts';
import { changeOf, checkOf, findingOf, headOf, resultOf, runOf, summaryOf } from './json-members.ts';
import { formOf } from './forms.ts';
import { defineReporter, toList, type Reporter, type ReportOptions } from './reporter.ts';
import type { JsonHead } from './shapes.ts';

/** They act on a terminal or reorder text when a person looks at the file, and JSON allows them as they are. */
const TO_ESCAPE = new RegExp(`[${INVISIBLE}]`, 'gu');

/**
 * JSON in which every invisible character is escaped; the parsed value is the same.
 *
 * @param indent how many spaces each level is indented by; one line unless given
 */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(TO_ESCAPE, escaped);
}

/** JSON knows escapes of 16 bits only: a character beyond them is written as its two surrogates. */
function escaped(character: string): string {
  let text = '';
  for (let index = 0; index < character.length; index++) text += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  return text;
}

/**
 * The report for programs (SPEC section 5): one JSON object, written as the audit goes, so that memory does not grow with
 * the findings. Members that need the end of the run come last.
 */
export const json = defineReporter({ ...formOf('json'), create: jsonReporter });

function jsonReporter({ limit }: ReportOptions): Reporter {
  const lists = new Lists();
  const notes: string[] = [];
  /** Held until the end: they stand in a list of their own, and are as many as were acknowledged. */
  const acknowledged: string[] = [];
  let findings = 0;
  let sentenceOf = sentencesOf([]);
  return {
    wish: toList(limit),
    write(event: AuditEvent): string {
      switch (event.type) {
        case 'run-started':
          sentenceOf = sentencesOf(event.run.checks);
          return headText(headOf(event.run));
        case 'check-started': {
          findings = 0;
          return `${lists.item('checks')}${toJson(checkOf(event.check)).slice(0, -1)},"findings":[`;
        }
        case 'findings': {
          let text = '';
          for (const finding of event.findings)
            text += `${findings++ === 0 ? '\n' : ',\n'}${toJson(findingOf(finding, sentenceOf(finding)))}`;
          return text;
        }
        case 'acknowledged':
          for (const finding of event.findings)
            acknowledged.push(toJson({ check: finding.check, ...findingOf(finding, sentenceOf(finding)) }));
          return '';
        case 'check-finished':
          return `],${toJson(resultOf(event.result)).slice(1)}`;
        case 'changes':
          return event.changes.map((change) => lists.item('changes') + toJson(changeOf(change))).join('');
        case 'note':
          notes.push(event.text);
          return '';
        case 'keys':
        case 'working':
        case 'totals-started':
        case 'plan-made':
        case 'verification-started':
        case 'still-there':
        case 'run-failed':
          return '';
        case 'run-finished':
          return `${lists.end()},\n"acknowledged":[${acknowledged.map((text) => `\n${text}`).join()}],\n"run":${toJson(runOf(event.result))},\n"summary":${toJson(summaryOf(event.result, notes))}}\n`;
      }
    },
  };
}

function headText({ schemaVersion, tool, database }: JsonHead): string {
  return `{"schemaVersion":${schemaVersion},"tool":${toJson(tool)},\n"database":${toJson(database)}`;
}

/** The two lists of the report, written as they grow; each stands once, in whichever order they come. */
class Lists {
  readonly #missing = new Set<'checks' | 'changes'>(['checks', 'changes']);
  #open: 'checks' | 'changes' | null = null;

  /** What stands before the next item of a list. */
  item(list: 'checks' | 'changes'): string {
    if (this.#open === list) return ',\n';
    const text = `${this.#open === null ? '' : ']'},\n"${list}":[\n`;
    this.#open = list;
    this.#missing.delete(list);
    return text;
  }

  /** What ends the last list and adds those that had no item. */
  end(): string {
    return (this.#open === null ? '' : ']') + [...this.#missing].map((list) => `,\n"${list}":[]`).join('');
  }
}

import {
  keyText,
  printable,
  printedLine,
  renderLine,
  sentenceOf,
  toldLines,
  withoutControls,
  wordForFinding,
  type Finding,
  type FindingIdentity,
  type Line,
  type SentenceRule,
} from '../model/index.ts';
import { acknowledgementLine } from './acknowledged.ts';
import { findingOf } from './json-members.ts';

/** A finding as the history knows it: all of it, or only which one it is. */
export type ToldFinding = Finding | FindingIdentity;

/**
 * A finding in one sentence, for people: where only its keys are known, these.
 *
 * @param rule its check; null for one that is no longer there, of which the headline is told
 */
export function toldSentence(finding: ToldFinding, rule: SentenceRule | null): string {
  return 'headline' in finding ? printedLine(sentenceBy(finding, rule)) : printable(`${finding.check}:${keyText(finding.key)}`);
}

/** The same with what else is said of it, a line each: the name by which commands take it comes after the evidence. */
export function toldInLines(finding: ToldFinding, rule: SentenceRule | null): readonly string[] {
  const word = `Finding: ${wordForFinding(finding)}`;
  if (!('headline' in finding)) return [toldSentence(finding, rule), word];
  const { acknowledgement } = finding;
  return [
    ...toldLines(finding, sentenceBy(finding, rule)).map(printedLine),
    word,
    ...(acknowledgement === undefined ? [] : [withoutControls(acknowledgementLine(acknowledgement))]),
  ];
}

function sentenceBy(finding: Finding, rule: SentenceRule | null): Line {
  return rule === null ? finding.headline : sentenceOf(finding, rule);
}

/** It as JSON has it: with its check, and its headline as a text; by the rule of its check also in a sentence. */
export function toldOf(finding: ToldFinding, rule: SentenceRule | null): object {
  if (!('headline' in finding)) {
    const { check, fingerprint, key, cause } = finding;
    return { check, fingerprint, name: `${check}:${keyText(key)}`, key, cause };
  }
  const sentence = rule === null ? undefined : sentenceOf(finding, rule);
  return { check: finding.check, ...findingOf(finding, sentence), headline: renderLine(finding.headline, String) };
}

import {
  keyText,
  printable,
  printedLine,
  renderLine,
  sentenceOf,
  withoutControls,
  wordForFinding,
  type Finding,
  type FindingIdentity,
  type SentenceRule,
} from '../model/index.ts';
import { acknowledgementLine } from './acknowledged.ts';
import { findingOf } from './json-members.ts';

/** A finding as the history knows it: all of it, or only which one it is. */
export type ToldFinding = Finding | FindingIdentity;

/** The sentence of a finding, for people: where only its keys are known, these. */
export function headlineOf(finding: ToldFinding): string {
  return 'headline' in finding ? printedLine(finding.headline) : printable(`${finding.check}:${keyText(finding.key)}`);
}

/** What else is said of it, a line each: the name by which commands take it comes after the evidence. */
export function detailsOf(finding: ToldFinding): readonly string[] {
  const word = `Finding: ${wordForFinding(finding)}`;
  if (!('details' in finding)) return [word];
  const { details, acknowledgement } = finding;
  return [
    ...details.map(printedLine),
    word,
    ...(acknowledgement === undefined ? [] : [withoutControls(acknowledgementLine(acknowledgement))]),
  ];
}

/** It as JSON has it: with its check, and its headline as a text; by the rule of its check also in a sentence. */
export function toldOf(finding: ToldFinding, rule: SentenceRule | null = null): object {
  if (!('headline' in finding)) {
    const { check, fingerprint, key, cause } = finding;
    return { check, fingerprint, name: `${check}:${keyText(key)}`, key, cause };
  }
  const sentence = rule === null ? {} : { sentence: renderLine(sentenceOf(finding, rule), String) };
  return { check: finding.check, ...findingOf(finding), headline: renderLine(finding.headline, String), ...sentence };
}

export { ALL, allChecks, checkById, chooseChecks, DEFAULT, isOwn, requireKnown, SYNC_GROUP } from './choose-checks.ts';
export type { Choice } from './choose-checks.ts';
export { declaredCheck, hasGoodId, hyphened, idOf, nameable, RULES } from './declared/declared-check.ts';
export type {
  AllowedValuesDeclaration,
  AnyDeclaration,
  CounterDeclaration,
  DateOrderDeclaration,
  Declaration,
  MatchesDeclaration,
  NotNullDeclaration,
  Parts,
  ReferenceDeclaration,
  RowDeclaration,
  TotalDeclaration,
  UniqueDeclaration,
} from './declared/declaration.ts';
export { portablePattern } from './declared/portable-pattern.ts';
export { defineCheck } from './define-check.ts';
export type { Check, FindContext, IndexNeed, NamedRow, ScanContext, SharedScan } from './define-check.ts';
export { defineOwnCheck, OWN, OWN_NAME } from './own/own-check.ts';
export type { OwnCheck, OwnDescription, OwnFindContext } from './own/own-check.ts';
export { CORE_TABLES, isForeign } from './is-foreign.ts';
export { sentenceMistakes } from './own/sentence-mistakes.ts';
export type { Nameable } from './own/sentence-mistakes.ts';
export { toCheck } from './own/to-check.ts';
export { gradingOf, requireShares, withOverrides } from './overrides.ts';
export type { Overrides } from './overrides.ts';
export { KNOWN_VALUES } from './references/known-values.ts';
export { REFERENCE_TABLES } from './references/peerquest-references.ts';
export { allReferences, orphansOf } from './references/references.ts';
export type { CheckedReference } from './references/references.ts';
export { checks } from './registry.ts';
export { DEFAULT_LEVELS } from '../model/index.ts';
export type { LevelRule } from '../model/index.ts';

import type { FilePlaces, Looked } from '../../files/index.ts';
import { printed, type LikelyMistake } from '../../model/index.ts';

/** Where files were looked for. */
export type FilePlace = Required<Pick<FilePlaces, 'mediaRoot' | 'mediaUrl'>>;

/** One or two files that are gone say nothing of the place in which they were looked for. */
const FEWEST = 3;

/** How many files were there, and how many were not: of a place that is the wrong one, none is. */
export class LookCounts {
  readonly #counts: Record<Looked['kind'], number> = { file: 0, missing: 0, outside: 0, unknown: 0 };

  add(kind: Looked['kind']): void {
    this.#counts[kind]++;
  }

  /** The place, where most of the files that rows name are missing and none was found in it. */
  mistake({ mediaRoot, mediaUrl }: FilePlace): LikelyMistake | null {
    const { file, missing, outside, unknown } = this.#counts;
    const files = file + missing + outside + unknown;
    if (file > 0 || missing < FEWEST || missing * 2 <= files) return null;
    const [setting, value, flag] =
      mediaRoot !== null
        ? (['mediaRoot', mediaRoot, '--media-root'] as const)
        : (['mediaUrl', withoutAccount(mediaUrl ?? ''), '--media-url'] as const);
    const text = printed`none of the ${files} files that rows name was found at ${flag} "${value}", and ${missing} are missing there: correct it before anything is done about these findings.`;
    return { setting, value, files, missing, text };
  }
}

/** An address as it may be shown. */
function withoutAccount(url: string): string {
  return Object.assign(new URL(url), { username: '', password: '' }).href;
}

/** Something that was said of where to look, and that what was seen speaks against. The findings stay what they are. */
export interface LikelyMistake {
  /** What was probably said wrong. */
  readonly setting: 'mediaRoot' | 'mediaUrl';
  /** Where was looked, without a password. */
  readonly value: string;
  /** Files that rows name and that were looked for. */
  readonly files: number;
  /** How many of them are missing; none was there. */
  readonly missing: number;
  /** All of it in a sentence. */
  readonly text: string;
}

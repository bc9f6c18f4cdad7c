/**
 * Characters that nobody sees but that act or make two texts look the same: C1 controls and DEL, line and paragraph separators,
 * bidirectional controls, annotations, and all that Unicode calls "default ignorable" (the soft hyphen, joiners, fillers, selectors of
 * variants, tags), as the inside of a class of a regular expression. The selector U+FE0F is left out: it belongs to ordinary emoji. C0
 * controls and lone surrogates are not among them: JSON escapes these by itself.
 */
export const INVISIBLE =
  '\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0e\\ufeff\\uffa0\\ufff0-\\ufffb' +
  '\\u{1bca0}-\\u{1bca3}\\u{1d159}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}';

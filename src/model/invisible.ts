/**
 * Characters that nobody sees but that act: C1 controls and DEL, the soft hyphen, line and paragraph separators, bidirectional
 * controls, zero-width characters, annotations and tags (Unicode Technical Report 36, "Trojan Source"), as the inside of a class
 * of a regular expression. C0 controls and lone surrogates are not among them: JSON escapes these by itself.
 */
export const INVISIBLE =
  '\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}';

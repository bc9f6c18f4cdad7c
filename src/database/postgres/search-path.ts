/**
 * The server's option for a search path, from a list of schemas as JDBC's `currentSchema` has it. A name means what it means in
 * SQL: capitals count between double quotes only. What SQL would not take without quotes gets them.
 */
export function searchPathOption(schemas: string): string {
  const names = [...schemas.matchAll(/\s*("(?:[^"]|"")*"|[^,]+)\s*(?:,|$)/g)].map(([, name = '']) => quoted(name.trim()));
  // A space ends an option, unless a backslash stands before it.
  return `-c search_path=${names.join(',').replace(/[\\\s]/g, '\\$&')}`;
}

function quoted(name: string): string {
  if (/^"(?:[^"]|"")+"$/.test(name) || /^[\p{L}_][\p{L}\p{N}_$]*$/u.test(name)) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Whether a record of a JSON text has a member twice: readers take one of the two, and a person may have looked at the other.
 *
 * @param parsed what the text says
 */
export function hasMemberTwice(text: string, parsed: unknown): boolean {
  return writtenMembers(text) !== keptMembers(parsed);
}

/** Members as they are written: colons that stand in no text. */
function writtenMembers(text: string): number {
  let members = 0;
  let isInText = false;
  for (let index = 0; index < text.length; index++) {
    const letter = text[index];
    if (letter === '"') isInText = !isInText;
    else if (isInText && letter === '\\') index += 1;
    else if (!isInText && letter === ':') members += 1;
  }
  return members;
}

/** Members that are left. Without recursion: what nests deeply would end the stack. */
function keptMembers(parsed: unknown): number {
  let members = 0;
  const open = [parsed];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inside: readonly unknown[] = Object.values(value);
    if (!Array.isArray(value)) members += inside.length;
    for (const one of inside) open.push(one);
  }
  return members;
}

/** Whether a run to undo is asked for by its place and not by its id. */
export function isLast(name: string): boolean {
  return name.trim().toLowerCase() === 'last';
}

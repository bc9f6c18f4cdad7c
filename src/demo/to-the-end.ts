/** Takes all steps of something, one after the other, and gives what it comes to. */
export function toTheEnd<T>(steps: Generator<void, T>): T {
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
  }
}

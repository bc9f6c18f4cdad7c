/** A whole number that people count in, so that a few of them hold the most. */
export function gridStep(most: number, lines: number): number {
  const least = most / lines;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= least) ?? least;
}

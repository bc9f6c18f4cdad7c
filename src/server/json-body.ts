import { Problem } from './problem.ts';

/** Levels of lists and objects within each other. */
const DEEPEST = 8;
/** Members and entries together. */
const MOST = 5000;
/** Names that mean something to JavaScript itself. */
const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];

/**
 * The body of a request. Its depth and its number of values are bounded, and no member has a name that could reach an object's inside.
 *
 * @throws Problem for what is no such JSON
 */
export function readJsonBody(text: string): unknown {
  refuseDeep(text);
  let values = 0;
  try {
    return JSON.parse(text, (name, value: unknown) => {
      values += 1;
      if (values > MOST) throw new Problem(400, `The body holds more than ${MOST} values.`);
      if (FORBIDDEN.includes(name)) throw new Problem(400, `A member of the body cannot be called "${name}".`);
      return value;
    });
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, 'The body is no JSON.');
  }
}

/** Told from the text alone, before anything is built of it. */
function refuseDeep(text: string): void {
  let [depth, isText] = [0, false];
  for (let place = 0; place < text.length; place += 1) {
    const letter = text[place];
    if (isText) {
      if (letter === '\\') place += 1;
      else if (letter === '"') isText = false;
    } else if (letter === '"') isText = true;
    else if (letter === '{' || letter === '[') depth += 1;
    else if (letter === '}' || letter === ']') depth -= 1;
    if (depth > DEEPEST) throw new Problem(400, `The body is nested more than ${DEEPEST} deep.`);
  }
}

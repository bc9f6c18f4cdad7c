import type { CommanderError } from 'commander';
import { withoutCredentials } from '../credentials.ts';
import { AuditToolError, RefusedError } from '../errors.ts';
import { EXIT, inOneLine } from '../model/index.ts';
import { calledAs } from './called-as.ts';
import { InterruptedError } from './interrupt.ts';
import { calledHere } from './other-words.ts';
import type { Terminal } from './terminal.ts';

/** Characters of a sentence, and those of them that are kept of its end. */
const [LONGEST, TAIL] = [4000, 1000];

/**
 * Says one sentence for an error and returns its exit code. An error nobody thought of is a bug and says so.
 *
 * @param debug also prints the stacks, of the error and of what caused it
 */
export function explainError(error: unknown, terminal: Terminal, debug: boolean): number {
  if (isOfCommander(error) && error.exitCode === 0) return EXIT.clean;
  const [sentence, further = ''] = sentenceFor(error);
  // The sentence may repeat what was typed in the wrong place, such as a URL behind a mistyped flag.
  terminal.warn(pasteable(shortened(withoutCredentials(sentence)) + further));
  if (debug) {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
      for (const text of traceOf(cause)) terminal.trace(withoutCredentials(text));
    }
  }
  if (error instanceof InterruptedError) return EXIT.interrupted;
  return error instanceof RefusedError ? EXIT.refused : EXIT.failed;
}

/** Commands that a sentence quotes, as they can be pasted where the tool was called. */
function pasteable(sentence: string): string {
  return sentence.replaceAll('"peerquest-audit ', () => `"${calledAs()} `);
}

/** A name of a million letters has its sentence, too, and what to do stands at the end. */
function shortened(sentence: string): string {
  return sentence.length <= LONGEST ? sentence : `${sentence.slice(0, LONGEST - TAIL)} … ${sentence.slice(-TAIL)}`;
}

/** An error's name and message in one line, then where it came from: a message of a server must not be able to add a line of its own. */
function traceOf({ name, message, stack = '' }: Error): readonly string[] {
  const place = stack.indexOf(message);
  const frames = place === -1 ? stack : stack.slice(place + message.length);
  return [`${name}: ${message}`, ...frames.split('\n').filter((text) => /^ +at /.test(text))];
}

/** By its members, and not by its class: what only says an error need not load all that reads a command line. */
function isOfCommander(error: unknown): error is CommanderError {
  return error instanceof Error && 'exitCode' in error && 'code' in error;
}

function sentenceFor(error: unknown): readonly [string, string?] {
  if (isOfCommander(error)) {
    const said = inOneLine(error.message.replace(/^error: /, ''));
    const here = calledHere(/^unknown option '(--[a-z-]+)'/.exec(said)?.[1] ?? '');
    const message = here === undefined ? said : `${said.replace(/ \(Did you mean .*/, '')} (did you mean ${here}?)`;
    return error.code === 'unknown-command' ? [message] : [message, message.endsWith(')') ? '' : ' (see --help)'];
  }
  if (error instanceof AuditToolError) return [error.message];
  const message = inOneLine(error instanceof Error ? error.message : String(error));
  if (isRefusedBySystem(error)) {
    return [`The system refuses what the run needs (${message}): check free space, permissions and limits there, then run it again.`];
  }
  return [
    `Something unexpected went wrong, which is a bug in this tool: ${message}`,
    ' (run again with --debug and report what it prints).',
  ];
}

/** An error of a call to the operating system, which names the call: a full disk, too many open files, a folder that is gone. */
function isRefusedBySystem(error: unknown): boolean {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return error instanceof Error && typeof code === 'string' && typeof syscall === 'string';
}

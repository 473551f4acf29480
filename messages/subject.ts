import type { PlainMessage } from './message.ts';

/** SNS takes fewer than 100 ASCII characters on one line, beginning with a letter, a digit or punctuation. */
const MAX_SUBJECT_LENGTH = 99;

/** Puts a message into the subject of a mail: one line of printable ASCII, at most 99 characters, as SNS demands. */
export function subjectText({ title }: Pick<PlainMessage, 'title'>): string {
  const ascii = asciiText(title);
  return ascii.length > MAX_SUBJECT_LENGTH ? `${ascii.slice(0, MAX_SUBJECT_LENGTH - 3)}...` : ascii;
}

/** A text of which each unit that is no printable ASCII is a question mark. */
export function asciiText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

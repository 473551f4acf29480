import type { PlainMessage } from './message.ts';
import { asciiText } from './subject.ts';

/** Septets of one SMS in the alphabet of GSM 03.38. */
const MAX_SEPTETS = 160;
/** Characters of ASCII that the alphabet has only behind an escape: two septets. */
const ESCAPED = /[[\]{}^\\~|]/;

/** Puts a message into one SMS: its title, and why as far as it fits. */
export function smsText({ title, sentences }: PlainMessage): string {
  const why = sentences.find((sentence) => sentence.startsWith('Why: '));
  // The alphabet has no grave accent.
  const whole = why === undefined ? title : `${title}. ${why}`;
  const text = asciiText(whole.slice(0, MAX_SEPTETS + 1)).replaceAll('`', "'");
  return septets(text) <= MAX_SEPTETS ? text : `${cut(text, MAX_SEPTETS - 3)}...`;
}

function septets(text: string): number {
  return [...text].reduce((sum, character) => sum + (ESCAPED.test(character) ? 2 : 1), 0);
}

function cut(text: string, most: number): string {
  let length = text.length;
  while (septets(text.slice(0, length)) > most) length--;
  return text.slice(0, length);
}

import type { Readable } from 'node:stream';
import { decodeLogLine } from '../../contracts/decode-log-line.ts';
import type { LoggedLine } from '../installation/read-log.ts';

/** Whether the beginning of a file is that of a saved log: its first line is one of a consumer. */
export function isLog(head: Uint8Array): boolean {
  const [first = ''] = new TextDecoder().decode(head).trimStart().split('\n', 1);
  return fromText(first) !== undefined;
}

/**
 * The lines of a consumer's log that was saved, one a line of the file; what `aws logs tail` writes before each is
 * passed over, and so is what is no line of a consumer.
 *
 * @param lines of the file
 */
export async function* savedLog(lines: AsyncIterable<string> | Readable): AsyncGenerator<LoggedLine> {
  for await (const text of lines) {
    const line = fromText(text);
    if (line) yield line;
  }
}

function fromText(text: string): LoggedLine | undefined {
  const begin = text.indexOf('{');
  const line = begin < 0 ? undefined : decodeLogLine(text.slice(begin).trim());
  if (!line) return undefined;
  const { timestamp, observedAt } = line as { readonly timestamp?: string; readonly observedAt?: string };
  return { ...line, loggedAtMs: Date.parse(timestamp ?? observedAt ?? '') || 0 };
}

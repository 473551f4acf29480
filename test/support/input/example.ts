import { gzipSync } from 'node:zlib';
import { aggregate } from '../../../verification/fuzz/kpl-aggregate.ts';
import { parquetOf } from '../parquet-of.ts';

/** Input as a cell of docs/input.md shows it. */
export interface Example {
  readonly bytes: Uint8Array;
  /** Behind `with`: options of a command, or a mapping. */
  readonly options: string;
  /** Behind `as`: the content type of a request. */
  readonly type: string | undefined;
}

const ENCODINGS: Readonly<Record<string, (text: string) => Uint8Array>> = {
  gzip: (text) => gzipSync(text),
  'UTF-8 with a byte order mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16 with a byte order mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'Windows-1252': (text) => Buffer.from(text, 'latin1'),
  hexadecimal: (text) => Buffer.from(text.replaceAll(' ', ''), 'hex'),
  Parquet: (lines) => parquetOf(lines.split('\n').map((line) => JSON.parse(line))),
  'a KPL aggregate': (text) => aggregate([{ partitionKey: 'key', data: text }]),
};

const SHOWN: Readonly<Record<string, string>> = { '⏎': '\n', '␍': '\r', '⇥': '\t' };

const CELL =
  /^(?<texts>`[^`]+`(?:, `[^`]+`)*)(?: in (?<encoding>[^`]+?))?(?: as `(?<type>[^`]+)`)?(?: with `(?<options>[^`]+)`)?$/;

/**
 * The texts in code of a cell. A line feed is shown as ⏎ there, a carriage return as ␍, a tab as ⇥.
 *
 * @throws for a cell that is written otherwise
 */
export function textsOf(cell: string): string[] {
  return codeIn(partsOf(cell).texts);
}

/** The inputs that a cell shows. @throws for a cell that is written otherwise */
export function examplesOf(cell: string): Example[] {
  const { texts, encoding, type, options = '' } = partsOf(cell);
  const encode = encoding === undefined ? Buffer.from : ENCODINGS[encoding];
  if (!encode) throw new Error(`there is no encoding '${encoding}' in: ${cell}`);
  return codeIn(texts).map((text) => ({ bytes: encode(text), options, type }));
}

function partsOf(cell: string): Readonly<Record<string, string | undefined>> & { readonly texts: string } {
  const parts = CELL.exec(cell)?.groups;
  if (!parts) throw new Error(`wanted \`text\` in ENCODING as \`TYPE\` with \`OPTIONS\`, got: ${cell}`);
  return parts as ReturnType<typeof partsOf>;
}

function codeIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text.replace(/[⏎␍⇥]/g, (sign) => SHOWN[sign]));
}

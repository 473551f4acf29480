import { gzipSync } from 'node:zlib';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { damageBytes } from './damage-bytes.ts';
import type { Draw } from './draw.ts';

/** A file of rows, with the flags of whoever reads it. */
export interface HostileFile {
  readonly bytes: Uint8Array;
  readonly flags: ColumnFlags;
}

/** How one writer writes; in a file of mixed dialects some rows are another's. */
interface Writer {
  readonly delimiter: string;
  readonly decimal: string;
  readonly lineEnd: string;
}

const NAMES = ['temp', 'flow', ' level ', 'temp °C', 'a b', 'Temp', 'f,1', '"q"', '__proto__', 'constructor'];
const PART_NAMES = ['source', 'timestamp', 'label'];
const ODD_NAMES = [
  '',
  'temp ',
  'id',
  'labels.x',
  '1',
  '#',
  '#t',
  'fraud',
  'y',
  'features',
  '2026-11-20',
  '=1+1',
  '[C]',
  'NaN',
  'sep=;',
  '<a',
];
const MISSING = ['', '', 'NaN', 'NA', 'N/A', '#N/A', 'null', '?', '-nan', '\\N', ' '];
const ODD_CELLS = [
  'ERR',
  '-',
  '1e999',
  'Infinity',
  '0x10',
  '1,020',
  '1.020,5',
  '1 020',
  '-200',
  '"',
  'a"b',
  '#x',
  '=1+1',
]
  .concat([
    '2026-11-20',
    '20/11/2026',
    '12:30',
    'l\nm',
    '\u0000',
    '\u2028',
    '{',
    '{}',
    '[1]',
    '1e-320',
    '-0',
    '+1',
    '.5',
  ])
  .concat(["'=1", '12345678901234567890', 'x'.repeat(300)]);
const TIMES = [
  '2026-11-20T12:30:00Z',
  '2026-11-20 12:30',
  '1795177800',
  '1795177800123',
  '2026-11-20T12:30:00.5+01:00',
];
const ODD_TIMES = ['20/11/2026', '20261120', '42', '46346.5', 'NaT', '', '0000-01-01', '9999-12-31T23:59:59Z', 'soon'];
const SOURCES = ['pump-1', 'pump-2', ' pump 3 ', 'weir:x', '=cmd', '', 'NA', '#1', 'pümp', 'a,b', 's'.repeat(300)];
const ASIDE = ['# a comment', '', '#', 'a title', 'degC,bar', '[C];[C]', '"', '---'];

/** Files without end: mostly of one dialect, some of two, of JSON, damaged, or in other letters than they say. */
export function* hostileFiles(draw: Draw): Generator<HostileFile, never> {
  for (;;) {
    const text = draw.chance(0.3) ? jsonLines(draw) : delimitedText(draw);
    const { bytes, flags } = encoded(text, draw);
    const packed = draw.chance(0.1) ? gzipSync(bytes) : bytes;
    yield { bytes: draw.chance(0.1) ? damageBytes(packed, draw) : packed, flags: { ...flags, ...toldFlags(draw) } };
  }
}

function encoded(text: string, draw: Draw): HostileFile {
  const utf16 = () => Buffer.from(draw.chance(0.5) ? `\ufeff${text}` : text, 'utf16le');
  switch (draw.below(20)) {
    case 0:
      return { bytes: Buffer.from(`\ufeff${text}`), flags: {} };
    case 1:
      return { bytes: utf16(), flags: {} };
    case 2:
      return { bytes: utf16().swap16(), flags: {} };
    case 3:
      return { bytes: Buffer.from(text, 'latin1'), flags: draw.chance(0.5) ? { encoding: 'windows-1252' } : {} };
    default:
      return { bytes: Buffer.from(text), flags: {} };
  }
}

function toldFlags(draw: Draw): ColumnFlags {
  return draw.of<() => ColumnFlags>([
    () => ({}),
    () => ({}),
    () => ({}),
    () => ({ decimal: draw.of([',', '.']) }),
    () => ({ delimiter: draw.of([',', ';', '\t', '|', ':']) }),
    () => ({ without: [draw.of(['timestamp', 'source', 'id', 'label'])] }),
    () => ({ missingValues: ['-200', 'err'] }),
  ])();
}

function delimitedText(draw: Draw): string {
  const writer: Writer = {
    delimiter: draw.chance(0.03) ? ' ' : draw.of([',', ',', ';', '\t', '|']),
    decimal: draw.chance(0.2) ? ',' : '.',
    lineEnd: draw.of(['\n', '\n', '\r\n', '\r']),
  };
  const other: Writer = { ...writer, delimiter: draw.of([',', ';', '\t']), decimal: draw.of(['.', ',']) };
  const isMixed = draw.chance(0.1);
  const names = drawNames(draw);
  const header = () => line(names.map(quotedIfNeeded(writer)), writer);
  const row = () => {
    const by = isMixed && draw.chance(0.2) ? other : writer;
    return (
      line(
        names.map((name) => quotedIfNeeded(by)(cell(name, by, draw))),
        by,
      ) + (draw.chance(0.02) ? by.delimiter : '')
    );
  };
  const aside = () => (draw.chance(0.1) ? [draw.of(ASIDE)] : []);
  const rows = draw.list(12, () => (draw.chance(0.02) ? header() : row()));
  const lines = [
    ...aside(),
    ...(draw.chance(0.05) ? ['sep=;'] : []),
    ...(draw.chance(0.95) ? [header()] : []),
    ...aside(),
  ];
  return [...lines, ...rows, ...aside()].join(writer.lineEnd) + (draw.chance(0.8) ? writer.lineEnd : '');
}

/** An object a line, full or flat; seldom two, none, or a list. */
function jsonLines(draw: Draw): string {
  const names = drawNames(draw);
  const isFull = draw.chance(0.5);
  const object = () => {
    const parts = names.filter(() => draw.chance(0.9)).map((name) => jsonMember(name, draw));
    return isFull ? `{"id":"a1","features":{${parts.join(',')}}}` : `{${parts.join(',')}}`;
  };
  const lines = draw.list(8, () => (draw.chance(0.02) ? draw.of(['[1,2]', '{}', '{"a":', 'null', 'a,b']) : object()));
  const text = lines.join(draw.chance(0.95) ? '\n' : '');
  return draw.chance(0.03) ? `[${lines.join(',')}]` : text;
}

function jsonMember(name: string, draw: Draw): string {
  const text = cell(name, { delimiter: '\n', decimal: '.', lineEnd: '\n' }, draw);
  const isBare =
    /^-?\d+(\.\d+)?$/.test(text) || (['NaN', 'null', 'Infinity', '1e999'].includes(text) && draw.chance(0.5));
  return `${JSON.stringify(name)}:${isBare ? text : JSON.stringify(text)}`;
}

function drawNames(draw: Draw): string[] {
  const parts = PART_NAMES.filter(() => draw.chance(0.3));
  const names = [...new Set(draw.list(3, () => draw.of(draw.chance(0.95) ? NAMES : ODD_NAMES)))];
  return [...parts, ...names, ...(draw.chance(0.02) ? [names[0]] : [])];
}

function cell(name: string, { decimal }: Writer, draw: Draw): string {
  const isOdd = draw.chance(0.03);
  switch (name.trim()) {
    case 'timestamp':
      return draw.of(isOdd ? ODD_TIMES : TIMES);
    case 'source':
      return draw.of(draw.chance(0.1) ? SOURCES : ['pump-1', 'pump-2']);
    case 'label':
      return draw.of(isOdd ? ODD_CELLS : ['0', '1', 'normal', 'anomaly', '']);
    default:
      if (isOdd && draw.chance(0.3)) return draw.of(ODD_CELLS);
      return draw.chance(0.1) ? draw.of(MISSING) : String(draw.below(10_000) / 100).replace('.', decimal);
  }
}

function quotedIfNeeded({ delimiter }: Writer): (text: string) => string {
  return (text) => (text.includes(delimiter) || /["\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
}

function line(cells: readonly string[], { delimiter }: Writer): string {
  return cells.join(delimiter);
}

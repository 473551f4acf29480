import type { Draw } from './draw.ts';
import { hostileEnvelope } from './hostile-envelope.ts';

const NAMES = ['feature_1', 'feature_2', 'feature_3'];
const ODD_NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'source',
  'timestamp',
  'id',
  'labels',
  'features',
  '',
  'temp\u0000',
  '\u202efeature_1',
  'f'.repeat(3000),
  '\ud800',
  'a.b.c',
  ' feature_1',
  'feature_2 ',
  '\u00a0feature_3\t',
  'feature 1',
  'NaN',
];
/** JSON literals, and some that only look like one. */
const ODD_VALUES = [
  '1e999',
  '-1e999',
  'NaN',
  'Infinity',
  '1e-320',
  '-0',
  '123456789012345678901234567890',
  '"12.5"',
  '" -3e2 "',
  '"0x10"',
  '"1e999"',
  '"NaN"',
  '"N/A"',
  '"#n/a"',
  '" ? "',
  '"-nan(ind)"',
  '"-inf"',
  '-NaN',
  '-Infinity',
  '"high"',
  '""',
  'true',
  'null',
  'undefined',
  '{}',
  '{"a":1}',
  '[]',
  '[1,2]',
  '"\\ud800"',
  '"\\u0000\\u001b[2J"',
  '01',
  '1.',
  '.5',
  '+1',
];
const TIMESTAMPS = [
  '"2026-11-20T12:00:00Z"',
  '"2026-11-20T12:00:00.123456789+05:30"',
  '"2026-11-20 12:00"',
  '1795176000',
  '1795176000123',
  '0',
  '-1',
  '1e11',
  '9e15',
  '1e300',
  '"9999-12-31T23:59:59Z"',
  '"1970-01-01"',
  '"2026-02-30T00:00:00Z"',
  '"yesterday"',
  '""',
  'null',
  'true',
  '[]',
];
const SOURCES = [
  '"pump-1"',
  '"pump-2"',
  '17',
  '""',
  '"weir:data-quality"',
  '"a\\nb"',
  '"\\ud83d\\ude00"',
  'null',
  '{}',
  `"${'s'.repeat(300)}"`,
];

/** What a pattern or a parser may look at again and again, when there is much of it and the end is not as it hoped. */
const REPEATED = [
  '1',
  '0',
  '-',
  '+',
  '.',
  '1e',
  '1.',
  ' ',
  ' ,',
  '"',
  '""',
  ',',
  '\\',
  '\\u0041',
  '[',
  '{"a":',
  '[],',
  '\n',
  '1,',
];
const BEFORE = [
  '',
  '',
  '1,',
  '[',
  '["',
  '{"feature_1":"',
  '{"timestamp":"',
  '{"timestamp":"2026-11-20T12:00',
  '{"',
  '1\n',
];
const AFTER = ['', 'x', '"', '"}', '"]', ']', '\n1', 'x"}'];
const MOST_REPEATED = 100_000;

/** The text of a record in any form, its parts usual or odd; seldom the same over and over. */
export function hostileText(draw: Draw): string {
  if (draw.chance(0.005)) {
    return draw.of(BEFORE) + draw.of(REPEATED).repeat(draw.below(MOST_REPEATED)) + draw.of(AFTER);
  }
  return draw.of<(draw: Draw) => string>([
    object,
    object,
    object,
    (d) => `[${d.list(5, () => object(d)).join(',')}]`,
    (d) =>
      d
        .list(5, () => d.of([object, numericArray, csvLine, (e: Draw) => hostileEnvelope(e, () => object(e))])(d))
        .join(d.of(['\n', '\r\n', '\n\n'])),
    numericArray,
    csvLine,
    headerTable,
    (d) => d.list(5, () => d.of([object, object, numericArray])(d)).join(d.of(['', '', ' ', ',', ',\n'])),
    (d) => hostileEnvelope(d, () => object(d)),
  ])(draw);
}

/** A table of CSV with a header, seldom a header alone; its rows may say who and when. */
function headerTable(draw: Draw): string {
  const parts = ['source', 'timestamp', 'id', 'labels'].filter(() => draw.chance(0.2));
  const names = [...parts, ...NAMES, ...(draw.chance(0.1) ? [draw.of(ODD_NAMES)] : [])];
  const cell = (name: string) => {
    if (name === 'source') return oddly(draw, SOURCES, () => 'pump-1');
    if (name === 'timestamp') return oddly(draw, TIMESTAMPS, () => '2026-11-20T12:00:00Z');
    return oddly(draw, ODD_VALUES, () => usualNumber(draw));
  };
  const rows = draw.chance(0.05) ? [] : draw.list(5, () => names.map(cell).join(','));
  return [names.join(draw.of([',', ', '])), ...rows].join(draw.of(['\n', '\r\n']));
}

function object(draw: Draw): string {
  const head = [
    ...(draw.chance(0.7) ? [`"source":${oddly(draw, SOURCES, () => '"pump-1"')}`] : []),
    ...(draw.chance(0.7) ? [`"timestamp":${oddly(draw, TIMESTAMPS, () => '"2026-11-20T12:00:00Z"')}`] : []),
    ...(draw.chance(0.3) ? [`"id":${oddly(draw, ODD_VALUES, () => '"row-1"')}`] : []),
    ...(draw.chance(0.3) ? [`"labels":${oddly(draw, ODD_VALUES, () => '{"site":"north"}')}`] : []),
  ];
  const features = [...NAMES.filter(() => draw.chance(0.95)), ...(draw.chance(0.1) ? [draw.of(ODD_NAMES)] : [])]
    .map((name) => `${JSON.stringify(name)}:${oddly(draw, ODD_VALUES, () => usualNumber(draw))}`)
    .join(',');
  if (draw.chance(0.5)) return `{${[...head, `"features":{${features}}`].join(',')}}`;
  return `{${[...head, ...(features === '' ? [] : [features])].join(',')}}`;
}

function numericArray(draw: Draw): string {
  return `[${numbers(draw)}]`;
}

function csvLine(draw: Draw): string {
  return numbers(draw);
}

function numbers(draw: Draw): string {
  const count = draw.chance(0.8) ? NAMES.length : draw.below(6);
  return Array.from({ length: count }, () => oddly(draw, ODD_VALUES, () => usualNumber(draw))).join(',');
}

function usualNumber(draw: Draw): string {
  return String(draw.chance(0.02) ? 4 + draw.below(7) : draw.below(1000) / 1000);
}

function oddly(draw: Draw, odd: readonly string[], usual: () => string): string {
  return draw.chance(0.05) ? draw.of(odd) : usual();
}

/** Texts of one thing over and over, at which a pattern might look again and again, of about so many characters. */
export const HOSTILE_RUNS: Readonly<Record<string, (size: number) => string>> = {
  digits: (size) => `${run('1', size)}x`,
  'digits after a point': (size) => `.${run('1', size)}x`,
  'digits of an exponent': (size) => `1e${run('1', size)}x`,
  zeros: (size) => `${run('0', size)}.1.`,
  signs: (size) => `1,${run('+-', size)}`,
  points: (size) => `1,${run('.', size)}`,
  exponents: (size) => `1,${run('1e', size)}`,
  spaces: (size) => `1,${run(' ', size)}x`,
  'spaces after commas': (size) => `${run(',       ', size)}x`,
  quotes: (size) => `1,${run('"', size)}x`,
  'quotes with spaces': (size) => run(' "', size),
  commas: (size) => run(',', size),
  'line feeds': (size) => `1${run('\n', size)}1`,
  'carriage returns': (size) => `1${run('\r', size)}x`,
  'brackets that open': (size) => run('[', size),
  'brackets that open on many lines': (size) => `1\n${run('[[[[[[[[\n', size)}`,
  'brackets in brackets': (size) => run('[', size / 2) + run(']', size / 2),
  'braces that open': (size) => run('{"a":', size),
  'braces in braces': (size) => `${run('{"a":', (size * 5) / 6)}1${run('}', size / 6)}`,
  'empty arrays': (size) => `[${run('[],', size)}1]`,
  backslashes: (size) => `["${run('\\\\', size)}"]`,
  'escaped quotes': (size) => `["${run('\\"', size)}`,
  'unicode escapes': (size) => `["${run('\\u0031', size)}x"]`,
  'a number as text': (size) => `{"x":"${run('1', size)}x"}`,
  'a time as text': (size) => `{"x":1,"timestamp":"2026-11-20T12:00${run(' ', size)}x"}`,
  'a time as digits': (size) => `{"x":1,"timestamp":"${run('1', size)}x"}`,
  'a long name': (size) => `{"features":{"${run('k', size)}":"x"}}`,
  'the same name': (size) => `{${run('"a":1,', size)}"a":2}`,
  'bad values': (size) => `[${run('{"x":1e999},', size)}1]`,
  'lines that are cut short': (size) => `1\n${run('{"a":\n', size)}`,
  'the start of a redriven record': (size) => `{"weir:redriven":"${run('1', size)}`,
};

/** `text` over and over, of about so many characters. */
export function run(text: string, size: number): string {
  return text.repeat(Math.ceil(size / text.length));
}

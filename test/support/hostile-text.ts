import fc from 'fast-check';

/**
 * What breaks messages, lines, cells and pages: separators, controls, the invisible, noncharacters, formulas, markup.
 */
const TROUBLE = [
  ...[
    '\u0000',
    '\t',
    '\n',
    '\r',
    '\u0085',
    '\u2028',
    '\u2029',
    '\u00ad',
    '\u034f',
    '\u180e',
    '\u202e',
    '\ufeff',
    '\ufffe',
    '\uffff',
  ],
  ...[
    '\ud800',
    '\udc00',
    '\ufdd0',
    '\u{1fffe}',
    '\u{10ffff}',
    '\u{e0001}',
    '\u{e0100}',
    '\u3164',
    '\u{1f468}\u200d\u{1f469}',
    '\u2764\ufe0f',
  ],
  ...['"', "'", '\\', ',', '=', '+', '-', '@', '\uff1d', '<', '>', '&', '</script>', '<!--', ' ', '5', '.', 'e'],
];

/** Any string of JavaScript, halves of surrogate pairs among it, with more trouble than chance would bring. */
export function hostileText(constraints: fc.StringConstraints = {}): fc.Arbitrary<string> {
  const unit = fc.oneof(
    fc.constantFrom(...TROUBLE),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  );
  return fc.string({ ...constraints, unit });
}

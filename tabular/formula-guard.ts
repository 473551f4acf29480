import { isNumeric } from './parse-cell.ts';

/**
 * What spreadsheets take for the beginning of a formula, or cut so that one begins; apostrophes may stand before it.
 */
const FORMULA = /^'*(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;

/** Not a number: `-5` is one to a spreadsheet, too. */
function isFormula(text: string): boolean {
  return FORMULA.test(text) && !isNumeric(text.replace(/^'+/, ''));
}

/**
 * Puts an apostrophe before what a spreadsheet would run: `=1+1` becomes `'=1+1`. So that no two texts become the same,
 * a text that has apostrophes there already gets one more: `'=1+1` becomes `''=1+1`. All others, `'tis` and numbers
 * among them, stay as they are. {@link unguardFormula} takes it off again.
 */
export function guardFormula(text: string): string {
  return isFormula(text) ? `'${text}` : text;
}

/** Takes away the quote that guards a formula, so that a cell that we wrote is read as it was. */
export function unguardFormula(cell: string): string {
  return cell.startsWith("'") && isFormula(cell.slice(1)) ? cell.slice(1) : cell;
}

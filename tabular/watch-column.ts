import { calledLike } from './called-like.ts';

/** Looks at a column value by value for what a feature is not, in constant memory. */
export interface ColumnWatch {
  /** @param label what the row's label says, as one word; undefined where there is none */
  see(value: number, label: string | undefined): void;
  /**
   * Why the column should not be learned from, as the end of a sentence; undefined when nothing speaks against it.
   *
   * @param beside whether the file has a label of its own
   */
  suspicion(name: string, beside: boolean): string | undefined;
}

/**
 * Share of steps between neighbouring rows that go the same way; chosen: numbers given out by several
 * machines are a little out of order, while a measurement that rises this steadily and in whole numbers is a counter.
 */
const IN_ORDER_SHARE = 0.95;
/**
 * A clock whose rows share their second, or stay on a number for long, hardly ever goes back; an hour of the day does.
 */
const MOST_BACK_SHARE = 0.01;
/** Fewer steps are in order by chance. */
const LEAST_STEPS = 19;
/** A column of categories has few values, each on many rows; values of a measurement are nearly all distinct. */
const MOST_CATEGORIES = 20;
const LEAST_ROWS_PER_CATEGORY = 10;
/** Seconds, milli-, micro- and nanoseconds. */
const UNITS_A_SECOND = [1, 1e3, 1e6, 1e9];
const YEAR_2000_S = 946_684_800;
const YEAR_2100_S = 4_102_444_800;

/** Watches a column from row to row for signs that it is no feature: an id, a clock, or the label in other words. */
export function watchColumn(): ColumnWatch {
  const order = watchOrder();
  const categories = watchCategories();
  const values = watchValues();
  const numbers = watchNumbers();
  return {
    see(value, label) {
      order.see(value);
      categories.see(value, label);
      values.see(value);
      numbers.see(value);
    },
    suspicion(name, beside) {
      const called = calledLike(name);
      const isLabel = called.label && (called.label === 'whole' ? values.areCategories() : values.areTwo());
      if (isLabel) return 'is called like a label';
      if (called.id && numbers.areWhole()) return 'is called like an id';
      if (order.isId() || (called.clock && order.isInOrder())) {
        return 'looks like an id or a clock (whole numbers that go up from row to row)';
      }
      if (called.clock && numbers.areTimes()) return 'looks like a clock (all its numbers are times since 1970)';
      if (numbers.loseDigits()) return 'looks like an id (whole numbers that a double cannot hold)';
      if (categories.determineLabel()) return 'determines the label';
      return beside && values.areTruths() ? 'holds only 0 and 1, as a label does' : undefined;
    },
  };
}

function watchOrder() {
  let steps = 0;
  let rising = 0;
  let falling = 0;
  let whole = true;
  let before = Number.NaN;
  const isInOrder = () => {
    const [most, least] = rising > falling ? [rising, falling] : [falling, rising];
    return most >= LEAST_STEPS && (most >= IN_ORDER_SHARE * steps || least <= MOST_BACK_SHARE * most);
  };
  return {
    see(value: number) {
      if (Number.isNaN(value)) return;
      whole &&= Number.isInteger(value);
      if (!Number.isNaN(before)) steps++;
      if (value > before) rising++;
      if (value < before) falling++;
      before = value;
    },
    isInOrder,
    isId: () => whole && isInOrder(),
  };
}

function watchValues() {
  const values = new Set<number>();
  return {
    see(value: number) {
      if (values.size <= MOST_CATEGORIES && !Number.isNaN(value)) values.add(value);
    },
    areCategories: () => values.size <= MOST_CATEGORIES && [...values].every(Number.isInteger),
    areTwo: () => values.size <= 2,
    areTruths: () => values.size === 2 && values.has(0) && values.has(1),
  };
}

function watchNumbers() {
  let seen = 0;
  let whole = 0;
  let tooLong = 0;
  let times = 0;
  return {
    see(value: number) {
      if (Number.isNaN(value)) return;
      seen++;
      if (!Number.isInteger(value)) return;
      whole++;
      if (!Number.isSafeInteger(value) && Math.abs(value) < 2 ** 64) tooLong++;
      if (UNITS_A_SECOND.some((units) => value >= YEAR_2000_S * units && value < YEAR_2100_S * units)) times++;
    },
    areWhole: () => seen > 0 && whole === seen,
    areTimes: () => seen > 0 && times === seen,
    loseDigits: () => seen > 0 && whole === seen && 2 * tooLong > seen,
  };
}

function watchCategories() {
  const labelOf = new Map<number, string>();
  let rows = 0;
  let possible = true;
  return {
    see(value: number, label: string | undefined) {
      if (!possible || label === undefined) return;
      rows++;
      const known = labelOf.get(value);
      if (known === undefined) labelOf.set(value, label);
      possible = (known ?? label) === label && labelOf.size <= MOST_CATEGORIES;
    },
    determineLabel: () =>
      possible && new Set(labelOf.values()).size >= 2 && rows >= LEAST_ROWS_PER_CATEGORY * labelOf.size,
  };
}

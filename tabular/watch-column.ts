/** Looks at a column value by value for what a feature is not, in constant memory. */
export interface ColumnWatch {
  see(value: number, label: boolean | undefined): void;
  /** Why the column should not be learned from, as the end of a sentence; undefined when nothing speaks against it. */
  suspicion(): string | undefined;
}

/**
 * Share of steps between neighbouring rows that go the same way; chosen: numbers given out by several
 * machines are a little out of order, while a measurement that rises this steadily and in whole numbers is a counter.
 */
const IN_ORDER_SHARE = 0.95;
/** Fewer rows are in order by chance. */
const LEAST_ROWS = 20;
/** A column of categories has few values, each on many rows; values of a measurement are nearly all distinct. */
const MOST_CATEGORIES = 20;
const LEAST_ROWS_PER_CATEGORY = 10;

/** Watches a column from row to row for signs that it is no feature: an id, a clock, or the label in other words. */
export function watchColumn(): ColumnWatch {
  const order = watchOrder();
  const categories = watchCategories();
  return {
    see(value, label) {
      order.see(value);
      categories.see(value, label);
    },
    suspicion() {
      if (order.isId()) return 'looks like an id or a clock (whole numbers that go up from row to row)';
      if (categories.determineLabel()) return 'determines the label';
      return undefined;
    },
  };
}

function watchOrder() {
  let rows = 0;
  let rising = 0;
  let falling = 0;
  let whole = true;
  let before = Number.NaN;
  return {
    see(value: number) {
      rows++;
      whole &&= Number.isInteger(value);
      if (value > before) rising++;
      if (value < before) falling++;
      before = value;
    },
    isId: () => whole && rows >= LEAST_ROWS && Math.max(rising, falling) >= IN_ORDER_SHARE * (rows - 1),
  };
}

function watchCategories() {
  const labelOf = new Map<number, boolean>();
  let rows = 0;
  let possible = true;
  return {
    see(value: number, label: boolean | undefined) {
      if (!possible || label === undefined) return;
      rows++;
      const known = labelOf.get(value);
      if (known === undefined) labelOf.set(value, label);
      possible = (known ?? label) === label && labelOf.size <= MOST_CATEGORIES;
    },
    determineLabel: () =>
      possible && new Set(labelOf.values()).size === 2 && rows >= LEAST_ROWS_PER_CATEGORY * labelOf.size,
  };
}

import type uPlot from 'uplot';
import type { Theme } from './theme.ts';

const FONT = '12px system-ui, sans-serif';

/** Makes an axis in the colours of the theme, with `own` on top. */
export function axis(theme: () => Theme, own: uPlot.Axis): uPlot.Axis {
  return {
    font: FONT,
    labelFont: FONT,
    stroke: () => theme().muted,
    grid: { stroke: () => theme().line, width: 1 },
    ticks: { show: false },
    border: { show: false },
    ...own,
  };
}

/** Makes the axis of the times. Its values are seconds since 1970. */
export function timeAxis(theme: () => Theme): uPlot.Axis {
  return axis(theme, {
    size: 44,
    gap: 8,
    space: 72,
    values: (_u, splits, _axis, _space, increment) => splits.map((at, i) => timeTick(at, splits[i - 1], increment)),
  });
}

/** Makes an axis of numbers, written short. */
export function numberAxis(theme: () => Theme, own: uPlot.Axis = {}): uPlot.Axis {
  return axis(theme, { size: 56, gap: 6, values: (_u, splits) => splits.map(compactNumber), ...own });
}

/** So many thresholds high a straight scale would press all that is usual on the floor. */
const MOST_THRESHOLDS = 10;

/**
 * How high values stand: straight; those that go far beyond the threshold, as scores without an end do, straight up to
 * about there and by powers of ten from there on.
 */
export function verticalOf(values: Float32Array, threshold = 0): { scale: uPlot.Scale; axis: uPlot.Axis } {
  const most = values.reduce((max, value) => (value > max ? value : max), 0);
  if (!(threshold > 0 && most > MOST_THRESHOLDS * threshold)) return { scale: {}, axis: { space: 28 } };
  const first = Math.ceil(Math.log10(threshold));
  const powers = Array.from({ length: Math.max(1, Math.ceil(Math.log10(most)) - first) }, (_, i) => 10 ** (first + i));
  return {
    scale: { distr: 4, asinh: threshold, range: (_u, min, max) => [Math.min(min, 0), 1.3 * max] },
    axis: { splits: () => [0, ...powers], filter: (_u, splits) => splits },
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY = 86_400;

/** Time in UTC; the day below it where it begins. */
function timeTick(at: number, before: number | undefined, increment: number): string {
  const date = new Date(at * 1000);
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  const newYear = before === undefined || new Date(before * 1000).getUTCFullYear() !== date.getUTCFullYear();
  if (increment >= DAY) return newYear ? `${day}\n${date.getUTCFullYear()}` : day;
  const clock = date.toISOString().slice(11, increment < 60 ? 19 : 16);
  const newDay = before === undefined || Math.floor(before / DAY) !== Math.floor(at / DAY);
  return newDay ? `${clock}\n${day}` : clock;
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 });

/**
 * Writes a number with at most four digits, as 1.2K or 3.4e-5; nothing for null, which uPlot passes where no value is.
 */
export function compactNumber(value: number): string {
  if (value === null) return '';
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e12) ? value.toExponential(1) : compact.format(value);
}

const wholes = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const twoDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });
const threeDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const fine = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

/**
 * A measured value as people read it: four digits, no exponent unless it is very large or very small; `n/a` where there
 * is none.
 */
export function formatNumber(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return 'n/a';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(2);
  return size >= 1000 ? wholes.format(value) : fine.format(value);
}

/** 1 anomaly, 2 anomalies. */
export function formatCount(count: number, one: string, many: string): string {
  return `${wholes.format(count)} ${count === 1 ? one : many}`;
}

/** 0.843 to `84 %`, 0.00123 to `0.12 %`. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  return `${percent > 0 && percent < 1 ? twoDigits.format(percent) : wholes.format(percent)} %`;
}

/** `2026-11-20 17:45:00`, UTC. */
export function formatTime(timestampMs: number): string {
  const date = new Date(timestampMs);
  return Number.isNaN(date.getTime()) ? 'no time' : date.toISOString().slice(0, 19).replace('T', ' ');
}

/** 0.97703 to `97.7 %`, where the digits matter; `n/a` where there is none. */
export function formatShare(share: number): string {
  return Number.isNaN(share) ? 'n/a' : `${threeDigits.format(share * 100)} %`;
}

/** A figure between 0 and 1 as it is compared: 0.982. */
export function formatFigure(figure: number): string {
  return Number.isFinite(figure) ? figure.toFixed(3) : 'n/a';
}

/** A span in its largest two units: `2 d 4 h`, `3 min 20 s`, `850 ms`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${formatNumber(durationMs)} ms`;
  if (durationMs < 10_000) return `${formatNumber(Math.round(durationMs / 10) / 100)} s`;
  const seconds = Math.round(durationMs / 1000);
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  return units
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

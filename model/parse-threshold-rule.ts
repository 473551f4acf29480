import type { ThresholdRule } from './choose-threshold.ts';

/**
 * Reads the threshold's rule as people write it: `5/day` or `0.1%` as alert budget, `0.05` or `auto` as contamination,
 * nothing for the default.
 *
 * @throws {RangeError} for anything else, saying what was wanted
 */
export function parseThresholdRule(alertBudget?: string, contamination?: string): ThresholdRule {
  if (alertBudget !== undefined && contamination !== undefined) {
    throw new RangeError('an alert budget and a contamination cannot both decide the threshold, give one of them');
  }
  if (contamination === 'auto') return { kind: 'auto' };
  if (contamination !== undefined) return { kind: 'contamination', share: contaminationOf(contamination) };
  return alertBudget === undefined ? { kind: 'budget' } : { kind: 'budget', ...budgetOf(alertBudget) };
}

function contaminationOf(text: string): number {
  const share = Number(text);
  if (share > 0 && share <= 0.5) return share;
  throw new RangeError(`contamination must be auto or a share in (0, 0.5], got ${text}`);
}

function budgetOf(text: string): { perDay: number } | { share: number } {
  const [, amount = '', unit] = /^([^/%\s]+)\s*(\/\s*day|%)$/.exec(text.trim()) ?? [];
  const value = Number(amount);
  if (unit === '%' && value > 0 && value < 100) return { share: value / 100 };
  if (unit?.startsWith('/') && value > 0) return { perDay: value };
  throw new RangeError(`the alert budget must be like 5/day or 0.1%, got ${text}`);
}

/** Reads the share of rows to trim as people write it, `0.05` or `5%`. @throws {RangeError} saying what was wanted */
export function parseTrim(text: string): number {
  const [, amount = '', percent] = /^([^%\s]+)\s*(%?)$/.exec(text.trim()) ?? [];
  const share = Number(amount) / (percent ? 100 : 1);
  if (share > 0 && share <= 0.5) return share;
  throw new RangeError(`the share to trim must be in (0, 0.5], like 0.05 or 5%, got ${text}`);
}

import { ServiceError } from '../gateway/service.ts';

/** One number for the values of a period: `Sum`, `Average`, `p99`, ... */
export function statistic(name: string, values: readonly number[]): number {
  const sum = () => values.reduce((total, value) => total + value, 0);
  switch (name) {
    case 'Sum':
      return sum();
    case 'SampleCount':
      return values.length;
    case 'Average':
      return sum() / values.length;
    case 'Minimum':
      return Math.min(...values);
    case 'Maximum':
      return Math.max(...values);
  }
  const [, percent] = /^p(\d+(?:\.\d+)?)$/.exec(name) ?? [];
  if (percent === undefined)
    throw new ServiceError('InvalidParameterValue', `the local CloudWatch does not know the statistic ${name}`);
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((Number(percent) / 100) * sorted.length) - 1)];
}

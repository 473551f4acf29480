import { describe, expect, it } from 'vitest';
import { compareSeverity, DEFAULT_SEVERITY_BANDS, SEVERITIES, severityOf } from '../../contracts/verdict.ts';

const JUST_BELOW = 2 ** -53;

describe('severity', () => {
  const bands = { medium: 0.125, high: 0.375, critical: 0.625 };

  it.each([
    ['medium', bands.medium, 'low'],
    ['high', bands.high, 'medium'],
    ['critical', bands.critical, 'high'],
  ] as const)('begins to be %s exactly at %d, and is %s just below', (severity, lowestGrade, below) => {
    expect(severityOf(lowestGrade, bands)).toBe(severity);
    expect(severityOf(lowestGrade - JUST_BELOW, bands)).toBe(below);
  });

  it('is low from grade 0 and critical up to grade 1', () => {
    expect(severityOf(0, bands)).toBe('low');
    expect(severityOf(1, bands)).toBe('critical');
  });

  it('has its bands at the quarters when nobody sets them', () => {
    expect(DEFAULT_SEVERITY_BANDS).toEqual({ medium: 0.25, high: 0.5, critical: 0.75 });
  });

  it('is compared by how bad it is', () => {
    expect(SEVERITIES).toEqual(['low', 'medium', 'high', 'critical']);
    for (const [a, severity] of SEVERITIES.entries()) {
      for (const [b, other] of SEVERITIES.entries()) {
        expect(Math.sign(compareSeverity(severity, other))).toBe(Math.sign(a - b));
      }
    }
  });
});

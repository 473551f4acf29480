import { expect, it } from 'vitest';
import { DEFAULT_SEVERITY_BANDS, severityOf } from '../../contracts/verdict.ts';
import { type Extent, gradeAcross, incidentGrade } from '../../incidents/severity.ts';

const ONE: Extent = { grade: 0.1, anomalies: 1, lastedMs: 0, features: 1 };
const HOUR_MS = 3_600_000;
const of = (extent: Partial<Extent>) => severityOf(incidentGrade({ ...ONE, ...extent }), DEFAULT_SEVERITY_BANDS);

it.each([0, 0.25, 0.5, 0.75, 0.9999, 1])('an incident of one anomaly has its grade: %d', (grade) => {
  expect(incidentGrade({ ...ONE, grade })).toBe(grade);
});

it('rises with the distance, the duration and the features', () => {
  expect(of({})).toBe('low');
  expect(of({ anomalies: 20, lastedMs: HOUR_MS })).toBe('medium');
  expect(of({ anomalies: 2000, lastedMs: 48 * HOUR_MS })).toBe('high');
  expect(of({ features: 8 })).toBe('medium');
  expect(of({ grade: 0.6, anomalies: 2000, lastedMs: 48 * HOUR_MS, features: 8 })).toBe('critical');
});

it('rises across sources from the worst of them', () => {
  const across = (sources: number) => severityOf(gradeAcross(0.1, sources), DEFAULT_SEVERITY_BANDS);
  expect([1, 2, 5, 100].map(across)).toEqual(['low', 'low', 'medium', 'high']);
  expect(gradeAcross(0.7, 1)).toBe(0.7);
});

it('counts strange minutes: neither many anomalies in one, nor two that are hours apart, are long', () => {
  expect(of({ anomalies: 100_000, lastedMs: 30_000 })).toBe('low');
  expect(of({ anomalies: 2, lastedMs: 5 * HOUR_MS })).toBe('low');
});

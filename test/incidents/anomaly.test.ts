import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeAnomaly } from '../../incidents/anomaly.ts';
import { anomaly, observation } from '../support/consumer/observations.ts';

const verdict = { score: 0.7, threshold: 0.6, anomalous: true, grade: 0.5, modelVersion: 'test' };

it('an alert names the values that never came, those that it shows before all others', () => {
  const imputed = Array.from({ length: 40 }, (_, f) => `feature_${f}`);
  const contributions = [
    { feature: 'came', contribution: 0.2, observed: 1 },
    { feature: 'feature_39', contribution: 0.1, observed: 2 },
  ];
  const described = describeAnomaly(anomaly(1, 0.5, 0, { verdict: { ...verdict, imputed, contributions } }));
  expect(described.imputed?.slice(0, 3)).toEqual(['feature_39', 'feature_0', 'feature_1']);
  expect(described.imputed).toHaveLength(30);
  expect(describeAnomaly(anomaly(1, 0.5))).not.toHaveProperty('imputed');
});

it('an alert carries no more of an observation than is documented', () => {
  const many = Array.from({ length: 100 }, (_, f) => `name_${f}`);
  const features = Object.fromEntries(many.map((name) => [name, 1]));
  const labels = Object.fromEntries(many.map((name) => [name, 'text']));
  const contributions = many.map((feature) => ({ feature, contribution: 0.1, observed: 1 }));
  const parts = { observation: observation({ features, labels }), verdict: { ...verdict, contributions } };
  const described = describeAnomaly(anomaly(1, 0.5, 0, parts));
  const counts = [described.features, described.contributions, described.labels].map((x) => Object.keys(x!).length);
  expect(readFileSync('docs/security.md', 'utf8')).toContain(
    `at most ${counts[0]} features, ${counts[1]} contributions and ${counts[2]} labels`,
  );
});

it('an alert says how far its contributions may be off where they are estimates', () => {
  const estimated = anomaly(1, 0.5, 0, { verdict: { ...verdict, contributionError: 0.02 } });
  expect(describeAnomaly(estimated).contributionError).toBe(0.02);
  expect(describeAnomaly(anomaly(1, 0.5))).not.toHaveProperty('contributionError');
});

it('an alert carries the surprise where the verdict has one', () => {
  expect(describeAnomaly(anomaly(1, 0.5, 0, { verdict: { ...verdict, surprise: 4.1 } })).surprise).toBe(4.1);
  expect(describeAnomaly(anomaly(1, 0.5))).not.toHaveProperty('surprise');
});

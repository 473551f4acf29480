import { expect, test } from 'vitest';
import type { ComparedKind } from '../../../scripts/compare/compare-kinds.ts';
import { recommend } from '../../../scripts/compare/recommend.ts';
import type { Quality } from '../../../scripts/scoring/quality.ts';

const QUALITY = { rows: 1000, anomalies: 50 } as Quality;

function kind(name: string, rocAuc: number, averagePrecision: number, microseconds: number): ComparedKind {
  const times = { trainSeconds: 1, scoreSecondsARow: microseconds / 1e6 };
  return { kind: name, quality: { ...QUALITY, rocAuc, averagePrecision }, flaggedShare: 0.01, bytes: 1000, ...times };
}

test('the highest ROC AUC is recommended, and what it is known to', () => {
  const compared = [kind('slow', 0.9, 0.3, 9), kind('fast', 0.8, 0.6, 1)];
  // Hanley & McNeil by hand: q1 = .9 / 1.1, q2 = 1.62 / 1.9
  const spread = 0.09 + 49 * (0.9 / 1.1 - 0.81) + 949 * (1.62 / 1.9 - 0.81);
  expect(recommend(compared, 'fast')).toBe(
    'recommended: slow, because its ROC AUC of 0.900 is the highest by more than 0.005; ' +
      `with 50 anomalies an ROC AUC is known to about ±${Math.sqrt(spread / 47_500).toFixed(3)}`,
  );
});

test('a default that the figures do not tell from what is recommended is said to be as good', () => {
  expect(recommend([kind('better', 0.9, 0.3, 9), kind('usual', 0.89, 0.3, 1)], 'usual')).toMatch(
    /^recommended: better, .* to about ±0\.0\d\d, which usual, the default, is within$/,
  );
});

test('of those that are about as good the cheapest is recommended, unless it loses average precision', () => {
  const [slow, middle, fast] = [
    kind('slow', 0.9, 0.3, 9),
    kind('middle', 0.896, 0.295, 4),
    kind('fast', 0.899, 0.28, 1),
  ];
  expect(recommend([slow, middle, fast], 'slow')).toMatch(
    /^recommended: middle, because its ROC AUC of 0.896 is within 0.005 of the highest, and of those about as good/,
  );
  expect(recommend([slow, fast], 'slow')).toMatch(
    /^recommended: slow, because its ROC AUC of 0.900 is the highest, and/,
  );
});

test('without labels of both sorts the default is recommended, and why no other', () => {
  const { quality: _, ...unlabelled } = kind('fast', 0.8, 0.6, 1);
  const oneSided = kind('other', Number.NaN, 1, 1);
  for (const compared of [[unlabelled], [oneSided]]) {
    expect(recommend(compared, 'usual')).toMatch(/^recommended: usual, the default, because nothing here says which/);
  }
});

import { expect, test } from 'vitest';
import { namedFeatures } from '../../../contracts/observation.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import { judge } from '../../../model/judge.ts';
import { trainModel } from '../../../model/train-model.ts';
import { renderReport } from '../../../report/render-report.ts';
import { scoresPage } from '../../../scripts/scoring/report-scores.ts';

const rows = Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i * 12.9898) * 43.7);
const model = trainModel({ features: ['a', 'b'], rows }, { detector: 'isolation-forest', threshold: { kind: 'auto' } });

test('a value that was missing in the file is neither drawn nor called observed', () => {
  const page = scoresPage(model, ['a', 'b'], { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS });
  const values = Float64Array.of(5000, model.medians[1]);
  const missing = values.with(0, Number.NaN);
  const row = { file: 'rows.csv', fields: [] };
  page.add({
    row: { ...row, index: 0, line: 2, values: missing },
    features: namedFeatures(['a', 'b'], missing),
    verdict: judge(model, values, 0.99, { imputed: ['a'], unknownNames: [] }),
  });
  const features = namedFeatures(['a', 'b'], values);
  page.add({ row: { ...row, index: 1, line: 3, values }, features, verdict: judge(model, values, 0.99) });
  const html = renderReport(page.finish({ title: 'Scores', subject: 'rows.csv', madeAtMs: 0 }));
  const { columns } = JSON.parse(/id="report-data">(.*?)<\/script>/.exec(html)![1]);
  const bytes = Buffer.from(columns.values[0], 'base64');
  expect([bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([Number.NaN, 5000]);
  expect(html).toContain('a is missing (5000 assumed');
  expect(html).toContain('missing <small class="assumed">(5,000 assumed');
  expect(html).toContain('<td>5,000 <small>above</small></td>');
});

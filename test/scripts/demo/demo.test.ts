import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Alert } from '../../../contracts/alert.ts';
import type { AnomalyLine } from '../../../contracts/log-lines.ts';
import { runScript } from '../../support/run-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const linesOf = <T>(file: string): T[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/**
 * Ends lines, for those who look for more than line feeds; a formula to a spreadsheet; the end of a script to a page.
 */
const HOSTILE = '=a\u2028b\u2029c\u0085d</script><!--';

test('the demo takes a file from its rows to alerts and accounts for each', async () => {
  const folder = temporaryFolder();
  const data = join(folder, 'pumps.csv');
  await runScript('generate', '--rows', '600', '--sources', '3', '--out', data);
  writeFileSync(data, readFileSync(data, 'utf8').replaceAll(',source-1,', `,${HOSTILE},`));
  const out = join(folder, 'out');
  const run = await runScript('demo', '--data', data, '--train-rows', '300', '--contamination', '0.05', '--out', out);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.stdout).toMatch(/rows put on the stream +│ +300 /);

  const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
  expect(summary).toMatchObject({ rows: 300, sent: 300, scored: 300, quarantined: 0, givenUp: 0, lost: 0 });
  expect(summary.rocAuc).toBeGreaterThan(0.98);
  expect(summary.recall).toBeGreaterThan(0.5);
  for (const key of ['precision', 'averagePrecision', 'recordsPerSecond']) expect(summary[key]).toBeGreaterThan(0);
  for (const key of ['p50', 'p95', 'p99']) expect(summary.putToAlertMs[key]).toBeGreaterThan(0);

  const verdicts = linesOf<AnomalyLine>(join(out, 'verdicts.jsonl'));
  expect(new Set(verdicts.map(({ id }) => id))).toEqual(
    new Set(Array.from({ length: 300 }, (_, i) => String(i + 301))),
  );
  expect(verdicts.filter(({ source }) => source === HOSTILE)).toHaveLength(100);
  const strange = verdicts.filter(({ verdict }) => verdict.anomalous);
  expect(strange).toHaveLength(summary.anomalies);
  const told = strange.flatMap(({ alertId }) => alertId ?? []);
  const alerts = linesOf<Alert>(join(out, 'alerts.jsonl'));
  const ofAnomalies = alerts.filter(({ kind }) => kind !== 'closed');
  expect(new Set(ofAnomalies.map(({ alertId }) => alertId))).toEqual(new Set(told));
  // The minutes of the data pass in seconds: an incident ends when its source's next one opens.
  const closed = alerts.filter(({ kind }) => kind === 'closed').map(({ alertId }) => alertId);
  expect(closed.length).toBeGreaterThan(0);
  for (const alertId of closed) expect(told).toContain(alertId.replace('-closed', '-opened'));
  expect(alerts).toHaveLength(summary.alerts);
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('<!doctype html>');
}, 120_000);

test('the demo tells its scene: three events found, one false alarm, one row in quarantine, nothing lost', async () => {
  const out = join(temporaryFolder(), 'out');
  const run = await runScript('demo', '--out', out);
  expect(run).toMatchObject({ exitCode: 0 });
  const story = run.stdout.split('\n').filter((line) => / Jan \d\d:\d\d {2}/.test(line));
  expect(story.map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
    expect.stringMatching(/^Wed 10 Jan 10:15 \| press-2 \| outage, 20 min: found after 1 min 40 s, high$/),
    expect.stringMatching(/^Thu 11 Jan 13:00 \| pump-1 \| temperature is stuck, 4 h: found after 1 h 5 min, medium$/),
    expect.stringMatching(/^Fri 12 Jan 06:00 \| compressor-3 \| vibration drifts, 12 h: found after 3 h 43 min, high$/),
    expect.stringMatching(/^Sat 13 Jan 09:00 \| pump-1 \| planned stop, 15 min: false alarm, high$/),
    expect.stringMatching(/^Sat 13 Jan 15:01 \| press-2 \| reading without a value: quarantined$/),
  ]);
  expect(run.stdout).toContain('pressure is 0; now it is usually 5.47 to 5.87');
  expect(run.stdout).toContain('got only missing values');

  const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
  expect(summary).toMatchObject({ rows: 4320, sent: 4320, scored: 4319, quarantined: 1, givenUp: 0, lost: 0 });
  expect(summary).toMatchObject({ incidents: 4, events: 3, eventsFound: 3, falseAlarms: 1 });
  expect(summary.endpointWaitMs).toBeGreaterThan(0);
  // The training rows taught it: nobody is new any more.
  const verdicts = linesOf<AnomalyLine>(join(out, 'verdicts.jsonl'));
  expect(verdicts.filter(({ verdict }) => verdict.stream?.learning)).toEqual([]);
}, 120_000);

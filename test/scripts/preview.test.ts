import { expect, test } from 'vitest';
import { runScript } from '../support/run-script.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

test('preview says what it lacks, and refuses settings that incidents do not go by', async () => {
  const rows = temporaryFile('rows.csv', 'a,b\n1,2\n3,4\n');
  expect(await runScript('preview', '--from', rows)).toMatchObject({
    exitCode: 2,
    stderr: 'error: --from names rows: say with --model which model judges them\n',
  });
  expect(await runScript('preview', '--from', rows, '--model', 'samples/model')).toMatchObject({ exitCode: 1 });
  const log = temporaryFile(
    'log.jsonl',
    '{"message":"batch","timestamp":"2026-11-27T00:00:00Z","shardId":"s","first":"1","last":"2","records":2,"done":2,"anomalous":0}\n',
  );
  expect(await runScript('preview', '--from', log, '-c', 'alerting=observe')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('-c alerting: incidents go by cooldownSeconds, severityBands, openingEvidence'),
  });
  expect(await runScript('preview', '--from', log, '--threshold', '3')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('say with --model which one'),
  });
  const { stdout } = await runScript('preview', '--from', log, '--cooldown', '15m');
  expect(stdout).toMatch(/observations +│ +2 │ +2 │/);
  expect(stdout).toContain('after: cooldownSeconds 900 instead of 300');
}, 30_000);

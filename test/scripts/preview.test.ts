import { expect, test } from 'vitest';
import { changedRules } from '../../scripts/preview/change-options.ts';
import { anomalyOf } from '../support/anomaly-of.ts';
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

test('mutes hold before a change and after it what they held when it came, and the cap may be tried', async () => {
  const mute = { ...{ id: 'ab12', source: 'pump-*', by: 'ann', why: 'works' }, fromMs: 1000, untilMs: 2000 };
  const holding = { mutes: [mute], spreadOf: () => undefined };
  const { before, after, words } = await changedRules({ context: ['messagesPerMinute=5'] }, holding);
  for (const { admit } of [before, after]) {
    const held = (atMs: number) => admit!({ ...anomalyOf({ atMs }), arrivalMs: atMs }, 'high', atMs).isAdmitted;
    expect([999, 1000, 1999, 2000].map(held)).toEqual([true, false, false, true]);
  }
  expect([before.messagesPerMinute, after.messagesPerMinute]).toEqual([10, 5]);
  expect(words).toEqual(['messagesPerMinute 5 instead of 10']);
  const off = await changedRules({ context: ['storms=off'] }, holding);
  expect(off.after.messagesPerMinute).toBeUndefined();
});

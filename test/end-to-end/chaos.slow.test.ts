import { expect, test } from 'vitest';
import { compressedAssembly } from '../../verification/chaos/compressed-assembly.ts';
import { oneOutage, refusals } from '../../verification/chaos/outages.ts';
import { runChaos } from '../../verification/chaos/run-chaos.ts';
import { ALL_TROUBLES } from '../../verification/chaos/troubles.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DURATION_MS = 8000;

/** A short run of what `npm run chaos` does for minutes. */
test('nothing is lost, nothing counted twice and everything told while consumers die, calls fail and shards change', {
  timeout: 300_000,
}, async () => {
  const assemblyDir = temporaryFolder();
  const assembly = await compressedAssembly(assemblyDir, 2, 2);
  const { faultsByKind, ...result } = await runChaos({
    assembly,
    seed: 20261120,
    durationMs: DURATION_MS,
    recordsPerSecond: 250,
    shards: 2,
    reshardEveryMs: 2600,
    outages: [...oneOutage(DURATION_MS), ...refusals(DURATION_MS)],
    troubles: ALL_TROUBLES,
    crowdSources: 100,
    intensity: 6,
    sparing: true,
  });
  expect(result).toMatchObject({
    lost: 0,
    doubled: 0,
    wrong: 0,
    wrongIncidents: 0,
    unpublished: 0,
    unexpected: 0,
    repeatsBeyondFaults: 0,
    stuck: 0,
    records: 2000,
    givenUp: 0,
  });
  expect(result.anomalies).toBeGreaterThan(10);
  expect(result.quarantined).toBeGreaterThan(10);
  expect(result.alerts).toBeGreaterThan(0);
  // What opens together is one storm, whose members are held back.
  expect(result.alerts + result.heldBack).toBeGreaterThan(10);
  expect(faultsByKind).toMatchObject({
    'kinesis: entry refused': expect.any(Number),
    'kinesis: merge': 1,
    'kinesis: split': 1,
    'outage of sagemaker: server_error': 1,
  });
  const kinds = Object.keys(faultsByKind).join();
  expect(kinds).toMatch(/lambda: (killed|out_of_memory|time_limit)/);
  expect(kinds).toMatch(/(^|,)(dynamodb|s3|sagemaker): /);
});

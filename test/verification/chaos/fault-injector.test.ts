import { expect, test } from 'vitest';
import { seededRandom } from '../../../kernels/random.ts';
import type { ServiceRequest } from '../../../local/gateway/service.ts';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { CallFaults } from '../../../verification/chaos/call-faults.ts';
import { Deployer } from '../../../verification/chaos/deployer.ts';
import { type Outage, refusals } from '../../../verification/chaos/outages.ts';
import { TroubleSchedule } from '../../../verification/chaos/trouble-schedule.ts';
import { UNSENDABLE_SOURCE, UnsendableAlerts } from '../../../verification/chaos/unsendable-alerts.ts';

test('outages of several services overlap, and one that ends leaves the other', () => {
  const random = seededRandom(1);
  const faults = new CallFaults({ random, schedule: new TroubleSchedule(random, 1), single: false, sparing: false });
  const [alone, together, s3] = refusals(30_000) as [Outage, Outage, Outage];
  expect(s3.fromMs).toBe(together.fromMs);
  expect(s3.toMs).toBeGreaterThan(together.toMs);
  expect(together.fromMs).toBeGreaterThan(alone.toMs);
  faults.begin(together);
  faults.begin(s3);
  expect([faults.of('sagemaker', 't'), faults.of('s3', 't'), faults.of('sns', 't')]).toEqual([
    'model_4xx',
    'server_error',
    undefined,
  ]);
  faults.end(together);
  expect([faults.of('sagemaker', 't'), faults.of('s3', 't')]).toEqual([undefined, 'server_error']);
});

/** As the consumer publishes it. */
function publishing(source: string, alertId: string): ServiceRequest {
  const Message = JSON.stringify({ default: JSON.stringify({ alertId, source }) });
  const body = Buffer.from(new URLSearchParams({ Action: 'Publish', Message }).toString());
  return { method: 'POST', path: '/', query: new URLSearchParams(), headers: {}, principal: 'role', body };
}

test('SNS refuses the alerts of one source, and they are remembered', () => {
  const alerts = new UnsendableAlerts();
  alerts.refuse(publishing('sensor-1', 'a'));
  expect(() => alerts.refuse(publishing(UNSENDABLE_SOURCE, 'b'))).toThrow(
    expect.objectContaining({ code: 'InvalidParameter', status: 400 }),
  );
  expect([...alerts.refused]).toEqual(['b']);
});

test('versions are deployed by turns and one at a time', async () => {
  const deployed: number[] = [];
  let finish = () => {};
  const cloud = {
    deployModel(archive: Uint8Array) {
      deployed.push(archive[0]);
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    },
  } as LocalCloud;
  const deployer = new Deployer([0, 1, 2].map((byte) => Uint8Array.of(byte)));
  const first = deployer.next(cloud);
  expect(deployer.next(cloud)).toBe(first);
  finish();
  await first;
  for (let more = 0; more < 2; more++) {
    const next = deployer.next(cloud);
    finish();
    await next;
  }
  await deployer.idle();
  expect(deployed).toEqual([1, 2, 0]);
});

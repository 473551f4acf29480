import { expect, test } from 'vitest';
import type { InvokeOutcome } from '../../../local/lambda/invoke-outcome.ts';
import { DeliveryGate } from '../../../verification/chaos/delivery-gate.ts';

const ANSWERED: InvokeOutcome = { kind: 'answered', requestId: 'request-1', payload: {} };

function deliveries() {
  const gate = new DeliveryGate();
  const ends: (() => void)[] = [];
  const deliver = gate.around((proceed) => proceed());
  const invoke = () => new Promise<InvokeOutcome>((resolve) => ends.push(() => resolve(ANSWERED)));
  return { gate, ends, deliver: () => deliver(invoke) };
}

test('a closed gate waits for what is under way, and throttles what comes meanwhile', async () => {
  const { gate, ends, deliver } = deliveries();
  const happened: string[] = [];
  const first = deliver().then(() => happened.push('the first ended'));
  const closed = gate.closedFor(() => happened.push('the clock was set'));
  const second = deliver();
  await Promise.resolve();
  expect([happened, ends.length]).toEqual([[], 1]);

  ends[0]();
  await Promise.all([first, closed]);
  expect(happened).toContain('the clock was set');
  expect(await second).toEqual({ kind: 'throttled' });
  expect(ends.length).toBe(1);

  const third = deliver();
  ends[1]();
  expect(await third).toEqual(ANSWERED);
});

test('a gate that nothing is under way behind closes at once', async () => {
  const { gate } = deliveries();
  let isDone = false;
  await gate.closedFor(() => {
    isDone = true;
  });
  expect(isDone).toBe(true);
});

import { expect, test } from 'vitest';
import { EndpointDeath } from '../../../scripts/demo/endpoint-death.ts';

test('rows waited from the death of the endpoint to the first verdict on one that was sent later', () => {
  const death = new EndpointDeath();
  death.judged(7, 900);
  expect(death.waitedMs).toBeUndefined();
  death.died(5, 1000);
  // was on its way
  death.judged(4, 1010);
  death.judged(5, 1020);
  death.judged(undefined, 1030);
  expect(death.waitedMs).toBeUndefined();
  death.judged(6, 2400);
  death.judged(7, 2500);
  expect(death.waitedMs).toBe(1400);
});

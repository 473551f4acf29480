import { expect, it } from 'vitest';
import { noDataSource } from '../../contracts/alert.ts';
import { newItem } from '../../incidents/incident-item.ts';
import { closeSilence, openSilence } from '../../incidents/source-silence.ts';
import { Unavailable } from '../../lambda/failures.ts';
import { writeSilence } from '../../lambda/write-silence.ts';
import { InMemoryAws } from '../support/consumer/in-memory-aws.ts';

const NAME = noDataSource('pump-3');
const MINUTE_MS = 60_000;
const silent = (minute: number) => ({
  source: 'pump-3'.padEnd(900, 'x'),
  sinceMs: minute * MINUTE_MS,
  usualMs: 10_000,
  ...{ shard: 'shard', of: 1 },
});
const open: typeof closeSilence = (before, one, nowMs) =>
  openSilence(before, { ...silent(0), ...one }, { isAdmitted: true }, nowMs);

it('loses no alert of a source that comes and goes while nobody can be told', async () => {
  const aws = new InMemoryAws();
  const ports = { incidents: aws.incidents, now: () => 0 };
  let told = 0;
  for (let minute = 1; minute < 901; minute += 10) {
    const one = { ...silent(minute), atMs: (minute + 5) * MINUTE_MS };
    for (const tell of [open, closeSilence]) {
      const { alert } = await writeSilence(NAME, (before, nowMs) => tell(before, one, nowMs), ports);
      if (alert) told++;
    }
  }
  const pending = Object.keys(aws.items.get(NAME)!.pending);
  expect(told).toBe(180);
  expect(aws.keptAlerts.size).toBeGreaterThan(10);
  expect(new Set([...pending, ...[...aws.keptAlerts.values()].map(({ alert }) => alert.alertId)]).size).toBe(told);
});

it('goes on from what others have written in between, and gives up when they never stop', async () => {
  const aws = new InMemoryAws();
  const one = { ...silent(1), atMs: 5 * MINUTE_MS };
  let others = 3;
  const incidents = {
    ...aws.incidents,
    read: async (name: string) => {
      const item = await aws.incidents.read(name);
      if (others-- > 0) await aws.incidents.write({ ...(item ?? newItem(name)), version: (item?.version ?? 0) + 1 });
      return item;
    },
  };
  const write = () => writeSilence(NAME, (before, nowMs) => open(before, one, nowMs), { incidents, now: () => 0 });
  expect(await write()).toMatchObject({ decision: 'opened', item: { version: 4 } });
  others = Number.POSITIVE_INFINITY;
  aws.items.clear();
  await expect(write()).rejects.toThrow(Unavailable);
});

import { cleanerMemoryMb } from '../settings/function-memory.ts';
import { hasCanary } from '../settings/implied-settings.ts';
import type { Settings } from '../settings/settings-schema.ts';
import type { UsedPart } from './part.ts';
import type { DailyTraffic } from './traffic.ts';

/** A function that runs on a schedule. */
interface Scheduled {
  readonly name: string;
  readonly runs: number;
  readonly seconds: number;
  readonly memoryMb: number;
}

/** The functions, the consumer first. */
export function functionParts({ batches, batchSeconds, consumerGb, settings }: DailyTraffic): UsedPart[] {
  const service = 'Lambda';
  const others = scheduled(settings);
  const ofOthers = others.reduce((sum, { runs, seconds, memoryMb }) => sum + (runs * seconds * memoryMb) / 1024, 0);
  const runs = others.reduce((sum, each) => sum + each.runs, batches);
  const names = others.map(({ name }) => name).join(', ');
  return [
    { service, what: 'consumer', priced: 'lambdaGbSeconds', quantity: batches * batchSeconds * consumerGb },
    { service, what: names, priced: 'lambdaGbSeconds', quantity: ofOthers },
    { service, what: 'invocations', priced: 'lambdaMillionRequests', quantity: runs / 1e6 },
  ];
}

/** As their constructs have them; how long a run takes is an upper bound of what the local cloud shows. */
export function scheduled(settings: Settings): Scheduled[] {
  return [
    { name: 'sweeper', runs: 1440, seconds: 0.15, memoryMb: 256 },
    ...(settings.sourceState === 'off'
      ? []
      : [{ name: 'snapshot cleaner', runs: 24, seconds: 2, memoryMb: cleanerMemoryMb(settings) }]),
    ...(hasCanary(settings) ? [{ name: 'canary', runs: 288, seconds: 0.3, memoryMb: 256 }] : []),
    ...(settings.learning === 'off' ? [] : [{ name: 'trainer', runs: 144, seconds: 1, memoryMb: 1769 }]),
  ];
}

import type { Bench, BenchLine } from '../bench-line.ts';
import { type BatchShape, eventsOf } from '../consumer/batches.ts';
import { BenchConsumer } from '../consumer/bench-consumer.ts';
import { type ConsumerCode, consumerHere, consumerOf, isCommit } from '../consumer/consumer-code.ts';
import { RoundTrips } from '../consumer/round-trips.ts';
import { interleaved, timeText } from '../measure.ts';

const SHAPES: readonly (BatchShape & { readonly name: string })[] = [
  { name: 'one to a record', records: 500, each: 1 },
  { name: '50 to a record', records: 100, each: 50 },
];
const ROUNDS = 41;
const WARM_ROUNDS = 8;
/** Observations of one round. */
const OBSERVATIONS = 20_000;

/** The last commit whose consumer knew nothing of sources: to cost half as much again was what they were allowed. */
const BEFORE_SOURCES = 'a7d0592';

/** What the consumer that knows sources is held against. */
interface Other {
  readonly name: string;
  readonly goal: number;
  /** Of what an alert waits for: each answer is some milliseconds. */
  readonly answersGoal: number;
  /** Loaded for it alone: the engine compiles code for all that it was ever given. */
  readonly load: () => Promise<ConsumerCode>;
}

/**
 * CPU of the consumer for one observation, and what an alert waits for, with what is known of sources; against the same
 * without that, and against the consumer of an older commit, where git knows it.
 */
export const consuming: Bench = {
  name: 'consuming',
  async *run({ before = BEFORE_SOURCES }) {
    // Whatever else becomes cheaper makes this ratio larger.
    const others: Other[] = [
      { name: 'the same without the past of sources', goal: 2.2, answersGoal: 1.34, load: consumerHere },
    ];
    // One more for the past of sources, and one for room among the messages of a minute.
    const then = { goal: 1.5, answersGoal: 1.67, load: () => consumerOf(before) };
    if (isCommit(before)) others.push({ name: `commit ${before}`, ...then });
    for (const other of others) {
      for (const shape of SHAPES) yield await cpuLine(shape, other);
      yield await alertLine(other);
    }
  },
};

async function cpuLine(shape: (typeof SHAPES)[number], other: Other): Promise<BenchLine> {
  const sides = { ours: cpuOf(await consumerHere(), shape, true), theirs: cpuOf(await other.load(), shape, false) };
  await interleaved(WARM_ROUNDS, sides);
  const taken = await interleaved(ROUNDS, sides);
  return {
    work: `consume an observation of 5, JSON, 100 sources, ${shape.name}`,
    rival: other.name,
    ratio: taken.ours / taken.theirs,
    goal: other.goal,
    better: 'lower',
    ours: timeText(taken.ours),
    theirs: timeText(taken.theirs),
  };
}

/** Seconds of CPU an observation, of the next batches of a stream. */
function cpuOf(code: ConsumerCode, shape: BatchShape, hasSourceState: boolean): () => Promise<number> {
  const consumer = new BenchConsumer(code, { hasSourceState });
  const stream = eventsOf(shape);
  const observations = shape.records * shape.each;
  const batches = OBSERVATIONS / observations;
  return async () => {
    const next = Array.from({ length: batches }, () => stream.next().value);
    const start = process.cpuUsage();
    for (const event of next) await consumer.process(event, observations);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6 / (batches * observations);
  };
}

/** One more, to read how far the shard is known, is the price of exactness: some milliseconds. */
async function alertLine(other: Other): Promise<BenchLine> {
  const taken = {
    ours: await tripsToAlert(await consumerHere(), true),
    theirs: await tripsToAlert(await other.load(), false),
  };
  return {
    work: 'answers of AWS, one after the other, that an alert waits for',
    rival: other.name,
    ratio: taken.ours / taken.theirs,
    goal: other.answersGoal,
    better: 'lower',
    ours: `${taken.ours}`,
    theirs: `${taken.theirs}`,
  };
}

/** Of a process that has taken batches before. */
async function tripsToAlert(code: ConsumerCode, hasSourceState: boolean): Promise<number> {
  const trips = new RoundTrips();
  let atAlert = Number.NaN;
  const world = {
    isStrange: true,
    hasSourceState,
    answered: () => trips.answered(),
    onPublish: () => {
      atAlert = trips.count;
    },
  };
  const consumer = new BenchConsumer(code, world);
  const stream = eventsOf({ records: 1, each: 1 });
  let counted = 0;
  for (const event of [stream.next().value, stream.next().value]) {
    counted = trips.count;
    await trips.run(consumer.process(event, 1));
  }
  return atAlert - counted;
}

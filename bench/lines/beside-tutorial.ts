import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../bench-line.ts';
import { eventsOf } from '../consumer/batches.ts';
import { BenchConsumer } from '../consumer/bench-consumer.ts';
import { consumerHere } from '../consumer/consumer-code.ts';
import { interleaved, timeText } from '../measure.ts';

const TUTORIAL = join(import.meta.dirname, '../servers/tutorial_function.py');
const PYTHON = 'python3';
const RECORDS = 500;
const BATCHES = 40;
const ROUNDS = 11;
const WARM_ROUNDS = 4;
/** One in each batch. */
const STRANGE_EACH = 500;

/**
 * CPU of an observation, with the past of sources, incidents and alerts, beside a Python function that decodes each
 * record, asks the endpoint and prints: no past, no retries, nothing counted. Calls are answered at once on both sides.
 */
export const besideTutorial: Bench = {
  name: 'beside-tutorial',
  async *run() {
    if (spawnSync(PYTHON, ['-c', '']).status !== 0) return;
    const folder = await mkdtemp(join(tmpdir(), 'weir-tutorial-'));
    try {
      const consumer = new BenchConsumer(await consumerHere(), { hasSourceState: true, strangeEach: STRANGE_EACH });
      const stream = eventsOf({ records: RECORDS, each: 1 });
      const events = join(folder, 'events.jsonl');
      const some = Array.from({ length: BATCHES }, () => stream.next().value as string);
      await writeFile(events, `${some.join('\n')}\n`);
      const sides = {
        ours: async () => {
          const next = Array.from({ length: BATCHES }, () => stream.next().value as string);
          const start = process.cpuUsage();
          for (const event of next) await consumer.process(event, RECORDS);
          const { user, system } = process.cpuUsage(start);
          return (user + system) / 1e6 / (BATCHES * RECORDS);
        },
        theirs: () => Number(execFileSync(PYTHON, [TUTORIAL, events, String(BATCHES * RECORDS)], { encoding: 'utf8' })),
      };
      await interleaved(WARM_ROUNDS, sides);
      const taken = await interleaved(ROUNDS, sides);
      yield {
        work: 'consume an observation of 5, JSON, one to a record, with past, incidents and alerts',
        rival: 'a Python function as in tutorials',
        ratio: taken.theirs / taken.ours,
        goal: 1,
        better: 'higher',
        ours: timeText(taken.ours),
        theirs: timeText(taken.theirs),
      };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

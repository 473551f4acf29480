import { expect, test } from 'vitest';
import { decodeRedriven } from '../../../contracts/record-forms/redriven.ts';
import { seededRandom } from '../../../kernels/random.ts';
import { chooseCandidates } from '../../../operations/redrive/choose-candidates.ts';
import { putCandidates } from '../../../operations/redrive/put-candidates.ts';
import type { StreamEntry } from '../../../operations/stream/put-entries.ts';
import { oneByOne, quarantined } from '../../support/candidates.ts';

const KEYS = 5;
const ALL = Array.from({ length: 6000 }, (_, i) => quarantined({ sequenceNumber: i, key: `pump-${i % KEYS}` }));

/**
 * A stream that refuses some entries, and a bucket; both keep what they got. The command dies at every fifth call to
 * either.
 */
class World {
  readonly calls: StreamEntry[][] = [];
  readonly saved = new Set<string>();
  readonly #random: () => number;
  #untilDeath: number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.#untilDeath = seed;
  }

  readonly put = async (entries: readonly StreamEntry[]) => {
    this.#mayDie();
    const answers = entries.map((_, i) =>
      this.#random() < 0.1 ? { refused: 'too fast' } : { shardId: 'shardId-0', sequenceNumber: String(i) },
    );
    this.calls.push(entries.filter((_, i) => 'sequenceNumber' in answers[i]));
    return answers;
  };

  readonly save = async (identities: readonly string[]) => {
    this.#mayDie();
    for (const identity of identities) this.saved.add(identity);
  };

  /** One run of the command. @returns whether it came to its end */
  async run(): Promise<boolean> {
    const candidates = chooseCandidates(oneByOne(ALL), { redriven: new Set(this.saved) });
    const stop = new AbortController().signal;
    const ports = { put: this.put, save: this.save, stop, onAccepted: () => {} };
    return putCandidates(candidates, ports).then(
      () => true,
      () => false,
    );
  }

  #mayDie(): void {
    if (this.#untilDeath-- > 0) return;
    this.#untilDeath = 4;
    throw new Error('killed');
  }
}

function identitiesIn(entries: readonly StreamEntry[]): string[] {
  return entries.flatMap(({ data }) => decodeRedriven(data)!.map(({ redrivenFrom }) => redrivenFrom));
}

test.each([1, 2, 3])(
  'a redrive that is killed again and again puts all, in order, and repeats a call a kill (seed %i)',
  async (seed) => {
    const world = new World(seed);
    let kills = 0;
    while (!(await world.run())) kills++;
    expect(kills).toBeGreaterThan(0);

    const times = new Map<string, number>();
    for (const identity of world.calls.flatMap(identitiesIn)) times.set(identity, (times.get(identity) ?? 0) + 1);
    expect(new Set(times.keys())).toEqual(new Set(ALL.map(({ identity }) => identity)));
    const repeated = [...times.values()].reduce((sum, count) => sum + count - 1, 0);
    const largestCall = Math.max(...world.calls.map((call) => identitiesIn(call).length));
    expect(repeated).toBeLessThanOrEqual(kills * largestCall);

    for (let key = 0; key < KEYS; key++) {
      const order = world.calls
        .flatMap((call) => identitiesIn(call.filter(({ partitionKey }) => partitionKey === `pump-${key}`)))
        .map((identity) => Number(identity.split(':')[1]));
      const first = order.filter((number, i) => order.indexOf(number) === i);
      expect(first).toEqual(first.toSorted((a, b) => a - b));
    }
  },
  20_000,
);

test('who may not write progress down puts nothing', async () => {
  const world = new World(100);
  const save = () => Promise.reject(new Error('access denied'));
  const ports = { put: world.put, save, stop: new AbortController().signal, onAccepted: () => {} };
  await expect(putCandidates(oneByOne(ALL), ports)).rejects.toThrow('access denied');
  expect(world.calls).toEqual([]);
});

test('a redrive that is stopped ends after the call that is under way', async () => {
  const world = new World(100);
  const stop = new AbortController();
  let accepted = 0;
  const onAccepted = (candidates: readonly unknown[]) => {
    accepted += candidates.length;
    stop.abort();
  };
  await putCandidates(oneByOne(ALL), { put: world.put, save: world.save, stop: stop.signal, onAccepted });
  expect(world.calls).toHaveLength(1);
  expect(accepted).toBeGreaterThan(0);
  expect(world.saved.size).toBe(accepted);
});

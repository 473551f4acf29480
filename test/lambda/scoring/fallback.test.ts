import { describe, expect, it } from 'vitest';
import type { FallbackLine } from '../../../contracts/log-lines.ts';
import type { ScoringAnswer } from '../../../lambda/aws/scoring-endpoint.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { withFallback } from '../../../lambda/scoring/fallback.ts';

const BODY = new TextEncoder().encode('{"instances":[]}');
const ANSWER: ScoringAnswer = { kind: 'answered', body: '{"scores":[]}' };
const BY_FUNCTION: ScoringAnswer = { ...ANSWER, scoredBy: 'function' };
/** As the app has it. */
const AWAY_AFTER_MS = 60_000;
const START_MS = Date.UTC(2026, 10, 20);

/** What the endpoint does with a call: it takes so long, and then answers or fails. */
type Behaviour = { readonly takesMs: number } & ({ readonly answers: ScoringAnswer } | { readonly fails: string });

/** An endpoint that does as the test says, in time that moves while somebody waits. */
class World {
  nowMs = START_MS;
  endpoint: Behaviour = { takesMs: 50, answers: ANSWER };
  readonly asked: { readonly atMs: number; readonly timeoutMs: number; readonly model: string | undefined }[] = [];
  readonly lines: FallbackLine[] = [];
  readonly #timers: { readonly atMs: number; readonly wake: () => void }[] = [];

  readonly invoke = withFallback({
    endpoint: async (_, timeoutMs, model) => {
      this.asked.push({ atMs: this.nowMs - START_MS, timeoutMs, model });
      const { endpoint } = this;
      await this.#after(Math.min(endpoint.takesMs, timeoutMs));
      if (endpoint.takesMs > timeoutMs) throw new Unavailable('scoring', `no answer within ${timeoutMs} ms`);
      if ('fails' in endpoint) throw new Unavailable('scoring', endpoint.fails);
      return endpoint.answers;
    },
    inFunction: async () => ANSWER,
    afterMs: AWAY_AFTER_MS,
    now: () => this.nowMs,
    sleep: (ms) => this.#after(ms),
    onChange: (line) => this.lines.push(line),
  });

  /** What becomes of a request, and how long it took. */
  async ask(timeoutMs = 30_000) {
    const startMs = this.nowMs;
    let outcome: ScoringAnswer | Unavailable | undefined;
    this.invoke(BODY, timeoutMs, 'a'.repeat(64)).then(
      (answer) => {
        outcome = answer;
      },
      (error) => {
        outcome = error;
      },
    );
    for (;;) {
      await new Promise(setImmediate);
      if (outcome) return { outcome, tookMs: this.nowMs - startMs };
      this.#next();
    }
  }

  /** Lets time pass while nobody asks. */
  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    while (this.#timers.some(({ atMs }) => atMs <= endMs)) {
      this.#next();
      await new Promise(setImmediate);
    }
    this.nowMs = endMs;
  }

  /** Asks as the consumer does, once a second, until the function has taken over. */
  async loseEndpoint(fails = '503'): Promise<void> {
    this.endpoint = { takesMs: 10, fails };
    while (this.lines.at(-1)?.decision !== 'began') {
      await this.ask();
      await this.pass(1000);
    }
  }

  #after(ms: number): Promise<void> {
    return new Promise((wake) => this.#timers.push({ atMs: this.nowMs + ms, wake }));
  }

  #next(): void {
    this.#timers.sort((a, b) => a.atMs - b.atMs);
    const { atMs, wake } = this.#timers.shift()!;
    this.nowMs = Math.max(this.nowMs, atMs);
    wake();
  }
}

describe('while the endpoint answers', () => {
  it('nobody else scores, and each request has its time and its version', async () => {
    const world = new World();
    expect(await world.ask(7000)).toEqual({ outcome: ANSWER, tookMs: 50 });
    expect(world.asked).toEqual([{ atMs: 0, timeoutMs: 7000, model: 'a'.repeat(64) }]);
    expect(world.lines).toEqual([]);
  });

  it('a refusal of everything, for however long, is an answer', async () => {
    const world = new World();
    const refused: ScoringAnswer = { kind: 'refused', reason: 'no' };
    world.endpoint = { takesMs: 10, answers: refused };
    for (let i = 0; i < 20; i++) {
      expect((await world.ask()).outcome).toEqual(refused);
      await world.pass(20_000);
    }
    expect(world.lines).toEqual([]);
  });

  it('failures between answers never add up', async () => {
    const world = new World();
    for (let i = 0; i < 20; i++) {
      world.endpoint = { takesMs: 10, fails: '429' };
      await world.ask();
      await world.pass(20_000);
      world.endpoint = { takesMs: 10, answers: ANSWER };
      await world.ask();
      await world.pass(20_000);
    }
    expect(world.lines).toEqual([]);
  });
});

describe('an endpoint that is away', () => {
  it('is waited for until its own cold start is over, and waiting has an end that is said', async () => {
    const world = new World();
    world.endpoint = { takesMs: 10, fails: '503' };
    for (let atMs = 0; atMs < AWAY_AFTER_MS; atMs += 20_000) {
      const { outcome } = await world.ask();
      expect(outcome).toBeInstanceOf(Unavailable);
      expect(outcome).toMatchObject({ message: '503', replacedAtMs: START_MS + AWAY_AFTER_MS });
      await world.pass(START_MS + atMs + 20_000 - world.nowMs);
    }
    expect(await world.ask()).toEqual({ outcome: BY_FUNCTION, tookMs: 0 });
    const awaySince = new Date(START_MS).toISOString();
    expect(world.lines).toEqual([{ decision: 'began', awaySince, reason: '503' }]);
  });

  it('that never answers is not waited for beyond that moment, and is no worse then', async () => {
    const world = new World();
    world.endpoint = { takesMs: Number.POSITIVE_INFINITY, fails: '' };
    expect((await world.ask()).outcome).toBeInstanceOf(Unavailable);
    await world.pass(1000);
    expect(await world.ask()).toEqual({ outcome: BY_FUNCTION, tookMs: AWAY_AFTER_MS - 31_000 });
    expect(await world.ask()).toEqual({ outcome: BY_FUNCTION, tookMs: 0 });
  });

  it('is asked again every half minute by a real request, which waits a second at most', async () => {
    const world = new World();
    await world.loseEndpoint();
    world.endpoint = { takesMs: Number.POSITIVE_INFINITY, fails: '' };
    const before = world.asked.length;
    const tookMs: number[] = [];
    for (let i = 0; i < 300; i++) {
      const { outcome, tookMs: took } = await world.ask();
      expect(outcome).toEqual(BY_FUNCTION);
      tookMs.push(took);
      await world.pass(1000);
    }
    // each probe is given up after thirty seconds, and the next follows half a minute later
    expect(world.asked.length - before).toBe(5);
    expect(tookMs.filter((took) => took === 1000)).toHaveLength(5);
    expect(tookMs.filter((took) => took === 0)).toHaveLength(295);
  });

  it('is taken back when it answers, and that is said', async () => {
    const world = new World();
    await world.loseEndpoint('403');
    world.endpoint = { takesMs: 50, answers: ANSWER };
    await world.pass(30_000);
    expect(await world.ask()).toEqual({ outcome: ANSWER, tookMs: 50 });
    expect(world.lines.map(({ decision }) => decision)).toEqual(['began', 'ended']);
    expect((await world.ask()).outcome).toEqual(ANSWER);
  });

  it('is taken back when it answers later than anybody waited', async () => {
    const world = new World();
    await world.loseEndpoint();
    world.endpoint = { takesMs: 8000, answers: ANSWER };
    await world.pass(30_000);
    expect(await world.ask()).toEqual({ outcome: BY_FUNCTION, tookMs: 1000 });
    expect((await world.ask()).outcome).toEqual(BY_FUNCTION);
    await world.pass(8000);
    expect((await world.ask()).outcome).toEqual(ANSWER);
  });

  it('is taken back when it refuses everything: it is there', async () => {
    const world = new World();
    await world.loseEndpoint();
    world.endpoint = { takesMs: 50, answers: { kind: 'refused', reason: 'no' } };
    await world.pass(30_000);
    expect((await world.ask()).outcome).toEqual({ kind: 'refused', reason: 'no' });
    expect(world.lines.at(-1)?.decision).toBe('ended');
  });

  it('gets the time to wake up where nobody has asked for minutes, as it may only sleep', async () => {
    const world = new World();
    await world.loseEndpoint();
    world.endpoint = { takesMs: 12_000, answers: ANSWER };
    await world.pass(10 * 60_000);
    expect(await world.ask()).toEqual({ outcome: ANSWER, tookMs: 12_000 });
  });

  it('that another process waited for meanwhile is asked as if it had never been away', async () => {
    const world = new World();
    world.endpoint = { takesMs: 10, fails: '503' };
    await world.ask();
    await world.pass(10 * 60_000);
    const { outcome } = await world.ask();
    expect(outcome).toMatchObject({ replacedAtMs: world.nowMs - 10 + AWAY_AFTER_MS });
    expect(world.lines).toEqual([]);
  });
});

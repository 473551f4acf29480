import type { FallbackLine } from '../../contracts/log-lines.ts';
import type { Invoke, ScoringAnswer } from '../aws/scoring-endpoint.ts';
import { Unavailable } from '../failures.ts';

/** A real request goes to an endpoint that is away so often, to find out whether it is back. */
const PROBE_EVERY_MS = 30_000;

/** Who waits for a probe waits no longer: it costs one request in half a minute so much. */
const PROBE_WAIT_MS = 1000;

/** After so long without a request a serverless endpoint may only be asleep, and gets the time to wake up. */
const MAY_SLEEP_AFTER_MS = 5 * 60_000;

/** What scores, and what stands in for it. */
export interface FallbackOptions {
  readonly endpoint: Invoke;
  readonly inFunction: Invoke;
  /** An endpoint that has not answered for so long is away. */
  readonly afterMs: number;
  /** The wall clock, milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** The function begins, or ends, to score in the endpoint's place. */
  onChange(line: FallbackLine): void;
}

/**
 * Has the endpoint score, and the function in its place once this process has had no answer of it for so
 * long that it is away, until it answers again. Whatever it answers is an answer: an endpoint that refuses everything
 * is there. Until then its {@link Unavailable} says when waiting will be over.
 */
export function withFallback(options: FallbackOptions): Invoke {
  const away = new Away(options);
  return async (body, timeoutMs, model) => {
    const ask = (ms: number) => away.ask(() => options.endpoint(body, ms, model));
    if (!away.isLong) {
      try {
        return await ask(Math.min(timeoutMs, away.leftMs));
      } catch (error) {
        if (!(error instanceof Unavailable) || error.port !== 'scoring') throw error;
        if (!away.isLong) throw new Unavailable(error.port, error.message, { cause: error, ...away.end });
      }
    } else if (away.isProbeDue) {
      const answer = await firstOf(ask(timeoutMs), options.sleep(Math.min(timeoutMs, away.probeWaitMs)));
      if (answer) return answer;
    }
    away.begin();
    return markedAsFunctions(await options.inFunction(body, timeoutMs, model));
  };
}

/** The answer of a probe; undefined where it failed, or has not come yet. It may come later all the same. */
function firstOf(probe: Promise<ScoringAnswer>, waited: Promise<void>): Promise<ScoringAnswer | undefined> {
  return Promise.race([probe.catch(() => undefined), waited.then(() => undefined)]);
}

function markedAsFunctions(answer: ScoringAnswer): ScoringAnswer {
  return answer.kind === 'answered' ? { ...answer, scoredBy: 'function' } : answer;
}

/** What this process knows of an endpoint that does not answer. */
class Away {
  readonly #options: Pick<FallbackOptions, 'afterMs' | 'now' | 'onChange'>;
  /** When the first call began that had no answer; undefined while the endpoint answers. */
  #sinceMs: number | undefined;
  #reason = '';
  /** When it was last asked, and whether that call is still under way. */
  #askedAtMs = 0;
  #asking = 0;
  /** The function has taken its place. */
  #isReplaced = false;

  constructor(options: Pick<FallbackOptions, 'afterMs' | 'now' | 'onChange'>) {
    this.#options = options;
  }

  get isLong(): boolean {
    return this.leftMs <= 0;
  }

  /** Until the function takes its place. */
  get leftMs(): number {
    this.#forget();
    return this.#sinceMs === undefined
      ? Number.POSITIVE_INFINITY
      : this.#sinceMs + this.#options.afterMs - this.#options.now();
  }

  /** When that will be. */
  get end(): { readonly replacedAtMs?: number } {
    return this.#sinceMs === undefined ? {} : { replacedAtMs: this.#sinceMs + this.#options.afterMs };
  }

  get isProbeDue(): boolean {
    return this.#asking === 0 && this.#silentMs >= PROBE_EVERY_MS;
  }

  get probeWaitMs(): number {
    return this.#silentMs >= MAY_SLEEP_AFTER_MS ? Number.POSITIVE_INFINITY : PROBE_WAIT_MS;
  }

  async ask(call: () => Promise<ScoringAnswer>): Promise<ScoringAnswer> {
    const { now } = this.#options;
    const startedMs = now();
    this.#asking++;
    try {
      const answer = await call();
      this.#answered();
      return answer;
    } catch (error) {
      // that the registry is away, says nothing of the endpoint
      if (error instanceof Unavailable && error.port === 'scoring') this.#failed(startedMs, error);
      throw error;
    } finally {
      this.#asking--;
      this.#askedAtMs = now();
    }
  }

  begin(): void {
    // a probe may have been answered just when nobody waited for it any more
    if (this.#isReplaced || !this.isLong) return;
    this.#isReplaced = true;
    this.#say('began');
  }

  #failed(startedMs: number, { message }: Unavailable): void {
    this.#sinceMs ??= startedMs;
    this.#reason = message;
  }

  #answered(): void {
    if (this.#isReplaced) this.#say('ended');
    this.#isReplaced = false;
    this.#sinceMs = undefined;
  }

  get #silentMs(): number {
    return this.#options.now() - this.#askedAtMs;
  }

  /** Who waits for an endpoint asks it more often: another process went on, and how it is now is not known. */
  #forget(): void {
    if (!this.#isReplaced && this.#asking === 0 && this.#silentMs > this.#options.afterMs) this.#sinceMs = undefined;
  }

  #say(decision: FallbackLine['decision']): void {
    const awaySince = new Date(this.#sinceMs ?? this.#options.now()).toISOString();
    this.#options.onChange({ decision, awaySince, reason: this.#reason });
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { readPoisonLine } from '../../local/faults/poison.ts';
import { LostConnection, type ServiceRequest, type ServiceResponse } from '../../local/gateway/service.ts';
import type { Death } from '../../local/lambda/function-process.ts';
import type { InvokeOutcome } from '../../local/lambda/invoke-outcome.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import type { FaultTally } from './fault-tally.ts';
import { rootOf, traceOf, traceOfInvocation } from './trace-of.ts';

const DEATHS: readonly Death[] = ['killed', 'out_of_memory', 'time_limit'];
/** Functions whose calls are interrupted, beside the consumer. */
const MORTAL = ['Sweeper', 'Notifier'] as const;
/** A process that hangs is ended by its time limit; so much sooner, or a run would be made of waiting. */
const HANG_MS = 500;

/** Ends functions' processes, and knows which of them ended without us. */
export class Deaths {
  readonly #random: () => number;
  readonly #tally: FaultTally;
  /** Invocations whose end is accounted for. */
  readonly #ended = new Set<string>();

  constructor(random: () => number, tally: FaultTally) {
    this.#random = random;
    this.#tally = tally;
  }

  /** Ends the process that makes this call: before it went through, after, or a moment later. */
  async atSomeTime(
    cloud: LocalCloud,
    request: ServiceRequest,
    proceed: () => Promise<ServiceResponse>,
  ): Promise<ServiceResponse> {
    const when = this.#pick(['before', 'after', 'later'] as const);
    const death = this.#pick(DEATHS);
    if (when === 'later') {
      const response = await proceed();
      void sleep(this.#random() * 50).then(() => this.#kill(cloud, request, death));
      return response;
    }
    if (when === 'after') await proceed();
    this.#kill(cloud, request, death);
    throw new LostConnection();
  }

  /** Ends the process that makes this call when it went through, and before that process hears of it. */
  async after(
    cloud: LocalCloud,
    request: ServiceRequest,
    proceed: () => Promise<ServiceResponse>,
  ): Promise<LostConnection> {
    await proceed();
    this.#kill(cloud, request, this.#pick(DEATHS));
    return new LostConnection();
  }

  /**
   * A line of a function's log: poison says so before it ends its process. The time limit of one that hangs comes
   * sooner.
   */
  read(cloud: LocalCloud, line: string): void {
    const said = readPoisonLine(line);
    if (!said) return;
    this.#tally.note(`lambda: poison, ${said.poison}`);
    this.#tally.repeatable++;
    this.#ended.add(rootOf(said.traceId));
    if (said.poison !== 'hang') return;
    void sleep(HANG_MS).then(() => cloud.killFunction('Consumer', 'time_limit', said.traceId));
  }

  /** How an invocation of the consumer ended: an end that nobody brought about is counted too. */
  see(outcome: InvokeOutcome): void {
    if (outcome.kind !== 'function_error') return;
    if (outcome.requestId !== undefined && this.#ended.has(traceOfInvocation(outcome.requestId))) return;
    this.#tally.note(`lambda: ${outcome.errorType}, by itself`);
    this.#tally.repeatable++;
    this.#tally.deaths++;
  }

  #kill(cloud: LocalCloud, request: ServiceRequest, death: Death): void {
    const name = MORTAL.find((one) => request.principal.includes(one)) ?? 'Consumer';
    const killed = cloud.killFunction(name, death, request.headers['x-amzn-trace-id'] ?? '');
    if (killed === 0) return;
    this.#ended.add(traceOf(request));
    this.#tally.note(`lambda: ${death}`, killed);
    this.#tally.repeatable += killed;
    if (name === 'Consumer') this.#tally.deaths += killed;
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)];
  }
}

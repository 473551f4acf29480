import { setTimeout as sleep } from 'node:timers/promises';
import type { Death } from '../../local/faults/death.ts';
import { CALL_FAULTS, ENDPOINT_FAULTS, type Fault, injectFault } from '../../local/faults/inject-fault.ts';
import { ADMIN, LostConnection, type ServiceRequest, type ServiceResponse } from '../../local/gateway/service.ts';
import type { InvokeOutcome } from '../../local/lambda/invoke-outcome.ts';
import type { Intercept, InterceptBatch, LocalCloud } from '../../local/local-cloud.ts';
import type { Outage, Service } from './outages.ts';
import { Turns } from './turns.ts';

/** Longer than the functions' clients wait for an answer (3 s), and a wait that they bear. */
const FAULT_TIMES = { noAnswerMs: 4000, lateMs: 1000 };

/** How probable each fault is, of one call, one batch or one entry, at an intensity of 1. */
const CALL_FAULT_SHARE = 0.03;
const DEATH_SHARE = 0.015;
const THROTTLED_SHARE = 0.02;
const TWICE_SHARE = 0.04;
const REFUSED_SHARE = 0.01;

export const ENTRY_REFUSED = 'kinesis: entry refused';

const SERVICES: readonly string[] = ['sagemaker', 'dynamodb', 'sns', 's3'] satisfies Service[];
const DEATHS: readonly Death[] = ['killed', 'out_of_memory', 'time_limit'];
const ENDPOINT_CALL_FAULTS: readonly Fault[] = [...CALL_FAULTS, ...ENDPOINT_FAULTS];

export interface SaboteurOptions {
  readonly random: () => number;
  /** How many times as often as usual things fail. */
  readonly intensity: number;
  /** Spares a call right after one of the same invocation to the same service failed: the functions' own few attempts get through. */
  readonly sparing: boolean;
  /** Hears each request of a function that its service answered with 200. */
  readonly onAnswered: (service: string, request: ServiceRequest) => void;
}

/** Makes everything go wrong that can, and keeps count. Until {@link start}, and after {@link stop}, all is well. */
export class Saboteur {
  readonly faults = new Map<string, number>();
  /**
   * How often an alert may be told again: deaths, answers lost between publishing and recording, and publishing while a batch
   * is worked on twice at once.
   */
  repeatableFaults = 0;
  #cloud: LocalCloud | undefined;
  #outage: Outage | undefined;
  readonly #options: SaboteurOptions;
  /** Of an invocation and a service: whether its last call failed. */
  readonly #failedLast = new Map<string, boolean>();
  readonly #refused = new Set<string>();
  #deliveriesAtOnce = 0;
  readonly #turns: Turns;

  constructor(options: SaboteurOptions) {
    this.#options = options;
    this.#turns = new Turns(options.random, options.intensity);
  }

  get total(): number {
    let total = 0;
    for (const count of this.faults.values()) total += count;
    return total;
  }

  start(cloud: LocalCloud): void {
    this.#cloud = cloud;
  }

  stop(): void {
    this.#cloud = undefined;
    this.#outage = undefined;
  }

  begin(outage: Outage): void {
    this.#outage = outage;
    this.note(`outage of ${outage.service}: ${outage.kind}`);
  }

  end(): void {
    this.#outage = undefined;
  }

  readonly intercept: Intercept = async (service, request, proceed) => {
    if (request.principal === ADMIN) return proceed();
    const reallyProceed = async () => {
      const response = await proceed();
      if (response.status === 200) this.#options.onAnswered(service, request);
      if (service === 'sns' && this.#deliveriesAtOnce > 0) this.repeatableFaults++;
      return response;
    };
    if (!this.#cloud || !SERVICES.includes(service)) return reallyProceed();
    if (this.#turns.isDue('death', DEATH_SHARE)) return this.#die(request, reallyProceed);
    const fault = this.#faultOf(service, request);
    if (!fault) return reallyProceed();
    this.note(`${service}: ${fault}`);
    if (isBetweenPublishAndRecord(service, request, fault)) this.repeatableFaults++;
    return injectFault(fault, service, reallyProceed, FAULT_TIMES);
  };

  readonly interceptBatch: InterceptBatch = async (proceed) => {
    if (!this.#cloud) return proceed();
    if (this.#turns.isDue('throttled', THROTTLED_SHARE)) {
      this.note('lambda: throttled');
      return { kind: 'throttled' };
    }
    if (!this.#turns.isDue('twice', TWICE_SHARE)) return proceed();
    if (this.#options.random() < 0.5) return this.#deliverAtOnce(proceed);
    this.note('lambda: batch delivered twice');
    await proceed();
    return proceed();
  };

  readonly refusePut = (): boolean => {
    const isRefused = this.#cloud !== undefined && this.#turns.isDue('refused', REFUSED_SHARE);
    if (isRefused) this.note(ENTRY_REFUSED);
    return isRefused;
  };

  /** As when Lambda loses sight of an invocation that goes on. Each of the two may tell what the other has written down. */
  async #deliverAtOnce(proceed: () => Promise<InvokeOutcome>): Promise<InvokeOutcome> {
    this.note('lambda: batch delivered twice at once');
    this.#deliveriesAtOnce++;
    const first = proceed();
    await sleep(this.#options.random() * 100);
    const second = await proceed();
    await first;
    this.#deliveriesAtOnce--;
    return second;
  }

  /** Kills the process that makes this call: before it went through, after, or a moment later. */
  async #die(request: ServiceRequest, proceed: () => Promise<ServiceResponse>): Promise<ServiceResponse> {
    const when = this.#pick(['before', 'after', 'later'] as const);
    const death = this.#pick(DEATHS);
    const kill = () => {
      const killed = this.#cloud?.killFunction(functionOf(request), death, traceOf(request)) ?? 0;
      if (killed > 0) this.note(`lambda: ${death}`, killed);
      this.repeatableFaults += killed;
    };
    if (when === 'later') {
      const response = await proceed();
      void sleep(this.#options.random() * 50).then(kill);
      return response;
    }
    if (when === 'after') await proceed();
    kill();
    throw new LostConnection();
  }

  #faultOf(service: string, request: ServiceRequest): Fault | undefined {
    if (this.#outage?.service === service && this.#outage.kind !== 'container_dies') return this.#outage.kind;
    const key = `${traceOf(request)} ${service}`;
    const isSpared = this.#options.sparing && this.#failedLast.get(key);
    const fails = !isSpared && this.#turns.isDue(service, CALL_FAULT_SHARE);
    this.#remember(key, fails);
    if (!fails) return undefined;
    const fault = this.#pick(service === 'sagemaker' ? ENDPOINT_CALL_FAULTS : CALL_FAULTS);
    if (fault !== 'model_4xx') return fault;
    // An endpoint that dislikes the same good observation again and again would be right about it.
    if (this.#refused.has(key)) return undefined;
    this.#refused.add(key);
    return fault;
  }

  #remember(key: string, failed: boolean): void {
    this.#failedLast.delete(key);
    this.#failedLast.set(key, failed);
    if (this.#failedLast.size > 1000) this.#failedLast.delete(this.#failedLast.keys().next().value!);
  }

  /** Counts a fault. */
  note(fault: string, times = 1): void {
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + times);
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#options.random() * values.length)]!;
  }
}

function traceOf({ headers }: ServiceRequest): string {
  return headers['x-amzn-trace-id'] ?? '';
}

function functionOf({ principal }: ServiceRequest): string {
  return principal.includes('Sweeper') ? 'Sweeper' : 'Consumer';
}

function isBetweenPublishAndRecord(service: string, { headers }: ServiceRequest, fault: Fault): boolean {
  if (service === 'sns') return fault === 'lost_answer' || fault === 'no_answer';
  return service === 'dynamodb' && (headers['x-amz-target'] ?? '').endsWith('.UpdateItem') && fault !== 'late';
}

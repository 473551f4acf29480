import { CALL_FAULTS, ENDPOINT_FAULTS, type Fault } from '../../local/faults/inject-fault.ts';
import type { Outage } from './outages.ts';
import type { TroubleSchedule } from './trouble-schedule.ts';

/** How probable a fault of one call is, at an intensity of 1. */
const CALL_FAULT_SHARE = 0.03;

const ENDPOINT_CALL_FAULTS: readonly Fault[] = [...CALL_FAULTS, ...ENDPOINT_FAULTS];

/** So many invocations and services are remembered. */
const MOST_REMEMBERED = 1000;

export interface CallFaultsOptions {
  readonly random: () => number;
  readonly schedule: TroubleSchedule;
  /** Whether single calls fail too, and not only those to an unavailable service. */
  readonly single: boolean;
  /**
   * Spares a call after one of the same invocation to the same service failed: the functions' own few tries get
   * through.
   */
  readonly sparing: boolean;
}

/** Decides which calls fail, and how. */
export class CallFaults {
  readonly #options: CallFaultsOptions;
  #outages: readonly Outage[] = [];
  /** Of an invocation and a service: whether its last call failed. */
  readonly #failedLast = new Map<string, boolean>();
  readonly #refused = new Set<string>();

  constructor(options: CallFaultsOptions) {
    this.#options = options;
  }

  begin(outage: Outage): void {
    this.#outages = [...this.#outages, outage];
  }

  end(outage: Outage): void {
    this.#outages = this.#outages.filter((other) => other !== outage);
  }

  /** @param trace of the invocation that calls */
  of(service: string, trace: string): Fault | undefined {
    const outage = this.#outages.find((one) => one.service === service);
    if (outage && outage.kind !== 'container_dies') return outage.kind;
    return this.#options.single ? this.#single(service, `${trace} ${service}`) : undefined;
  }

  #single(service: string, key: string): Fault | undefined {
    const { schedule, random, sparing } = this.#options;
    const isSpared = sparing && this.#failedLast.get(key);
    const fails = !isSpared && schedule.isDue(service, CALL_FAULT_SHARE);
    this.#remember(key, fails);
    if (!fails) return undefined;
    const faults = service === 'sagemaker' ? ENDPOINT_CALL_FAULTS : CALL_FAULTS;
    const fault = faults[Math.floor(random() * faults.length)];
    if (fault !== 'model_4xx') return fault;
    // An endpoint that dislikes the same good observation again and again would be right about it.
    if (this.#refused.has(key)) return undefined;
    this.#refused.add(key);
    return fault;
  }

  #remember(key: string, failed: boolean): void {
    this.#failedLast.delete(key);
    this.#failedLast.set(key, failed);
    if (this.#failedLast.size > MOST_REMEMBERED) this.#failedLast.delete(this.#failedLast.keys().next().value!);
  }
}

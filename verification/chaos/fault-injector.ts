import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, injectFault } from '../../local/faults/inject-fault.ts';
import { ADMIN, type ServiceRequest, type ServiceResponse } from '../../local/gateway/service.ts';
import type { InvokeOutcome } from '../../local/lambda/invoke-outcome.ts';
import type { Intercept, InterceptBatch, LocalCloud } from '../../local/local-cloud.ts';
import { CallFaults } from './call-faults.ts';
import { Deaths } from './deaths.ts';
import type { Deployer } from './deployer.ts';
import { FaultTally } from './fault-tally.ts';
import type { Outage, Service } from './outages.ts';
import { traceOf } from './trace-of.ts';
import type { TroubleSchedule } from './trouble-schedule.ts';
import type { Trouble } from './troubles.ts';
import type { UnsendableAlerts } from './unsendable-alerts.ts';

/** Longer than the functions' clients wait for an answer (3 s), and a wait that they bear. */
const FAULT_TIMES = { noAnswerMs: 4000, lateMs: 1000 };

/** How probable each fault is, of one call, one batch or one entry, at an intensity of 1. */
const DEATH_SHARE = 0.015;
const DEATH_AND_DEPLOYMENT_SHARE = 0.25;
const THROTTLED_SHARE = 0.02;
const TWICE_SHARE = 0.04;
const REFUSED_SHARE = 0.01;

export const ENTRY_REFUSED = 'kinesis: entry refused';

/** That is all of an outage, and what the notifier calls besides. */
const SERVICES: readonly string[] = [...(['sagemaker', 'dynamodb', 'sns', 's3'] satisfies Service[]), 'events', 'sqs'];

export interface FaultInjectorOptions {
  readonly random: () => number;
  readonly schedule: TroubleSchedule;
  readonly troubles: ReadonlySet<Trouble>;
  /** See {@link CallFaults}. */
  readonly sparing: boolean;
  readonly deployer: Deployer;
  readonly unsendable: UnsendableAlerts;
  /** Hears each request of a function that its service answered with 200. */
  readonly onAnswered: (service: string, request: ServiceRequest) => void;
}

/**
 * Makes everything go wrong that can, and keeps count. Before {@link start} and after {@link stop} only lasting faults
 * are left.
 */
export class FaultInjector {
  readonly tally = new FaultTally();
  readonly #options: FaultInjectorOptions;
  readonly #calls: CallFaults;
  readonly #deaths: Deaths;
  #cloud: LocalCloud | undefined;
  #deliveriesAtOnce = 0;
  /** A deployment that the next delivery waits for. */
  #deploying: Promise<void> | undefined;

  constructor(options: FaultInjectorOptions) {
    this.#options = options;
    this.#calls = new CallFaults({ ...options, single: options.troubles.has('calls') });
    this.#deaths = new Deaths(options.random, this.tally);
  }

  start(cloud: LocalCloud): void {
    this.#cloud = cloud;
    cloud.onLogLine(({ text }) => this.#deaths.read(cloud, text));
  }

  stop(): void {
    this.#cloud = undefined;
  }

  begin(outage: Outage): void {
    this.#calls.begin(outage);
    this.tally.note(`outage of ${outage.service}: ${outage.kind}`);
  }

  end(outage: Outage): void {
    this.#calls.end(outage);
  }

  readonly intercept: Intercept = async (service, request, proceed) => {
    if (request.principal === ADMIN) return proceed();
    if (service === 'sns' && this.#options.troubles.has('unsendable')) this.#refuseUnsendable(request);
    const reallyProceed = async () => {
      const response = await proceed();
      if (response.status === 200) this.#options.onAnswered(service, request);
      if (service === 'sns' && this.#deliveriesAtOnce > 0) this.tally.repeatable++;
      return response;
    };
    if (!this.#cloud || !SERVICES.includes(service)) return reallyProceed();
    if (this.#isDue('deployments', DEATH_AND_DEPLOYMENT_SHARE, isCounting(service, request))) {
      return this.#dieAndDeploy(this.#cloud, request, reallyProceed);
    }
    if (this.#isDue('deaths', DEATH_SHARE)) return this.#deaths.atSomeTime(this.#cloud, request, reallyProceed);
    const fault = this.#calls.of(service, traceOf(request));
    if (!fault) return reallyProceed();
    this.tally.note(`${service}: ${fault}`);
    if (isBetweenPublishAndRecord(service, request, fault)) this.tally.repeatable++;
    return injectFault(fault, service, reallyProceed, FAULT_TIMES);
  };

  readonly interceptBatch: InterceptBatch = async (proceed) => {
    await this.#deploying;
    const deliver = async () => {
      const outcome = await proceed();
      this.#deaths.see(outcome);
      return outcome;
    };
    if (!this.#cloud || !this.#options.troubles.has('deliveries')) return deliver();
    if (this.#isDue('deliveries', THROTTLED_SHARE)) {
      this.tally.note('lambda: throttled');
      return { kind: 'throttled' };
    }
    if (!this.#options.schedule.isDue('twice', TWICE_SHARE)) return deliver();
    return this.#deliverTwice(this.#cloud, deliver);
  };

  readonly refusePut = (): boolean => {
    const isRefused = this.#cloud !== undefined && this.#isDue('puts', REFUSED_SHARE);
    if (isRefused) this.tally.note(ENTRY_REFUSED);
    return isRefused;
  };

  #isDue(trouble: Trouble, share: number, isPossible = true): boolean {
    return isPossible && this.#options.troubles.has(trouble) && this.#options.schedule.isDue(trouble, share);
  }

  #refuseUnsendable(request: ServiceRequest): void {
    try {
      this.#options.unsendable.refuse(request);
    } catch (refusal) {
      this.tally.note('sns: refused for ever');
      throw refusal;
    }
  }

  /** The process dies when its write went through; whoever gets the batch next asks another model. */
  async #dieAndDeploy(
    cloud: LocalCloud,
    request: ServiceRequest,
    proceed: () => Promise<ServiceResponse>,
  ): Promise<ServiceResponse> {
    const lost = await this.#deaths.after(cloud, request, proceed);
    this.tally.note('sagemaker: another model after a death');
    this.#deploying = this.#options.deployer.next(cloud);
    throw lost;
  }

  async #deliverTwice(cloud: LocalCloud, deliver: () => Promise<InvokeOutcome>): Promise<InvokeOutcome> {
    if (this.#options.random() < 0.5) return this.#deliverAtOnce(deliver);
    this.tally.note('lambda: batch delivered twice');
    await deliver();
    if (this.#options.troubles.has('deployments')) {
      this.tally.note('sagemaker: another model between two deliveries');
      await this.#options.deployer.next(cloud);
    }
    return deliver();
  }

  /**
   * As when Lambda loses sight of an invocation that goes on. Each of the two may tell what the other has written down.
   */
  async #deliverAtOnce(deliver: () => Promise<InvokeOutcome>): Promise<InvokeOutcome> {
    this.tally.note('lambda: batch delivered twice at once');
    this.#deliveriesAtOnce++;
    const first = deliver();
    await sleep(this.#options.random() * 100);
    const second = await deliver();
    await first;
    this.#deliveriesAtOnce--;
    return second;
  }
}

/** Whether the consumer counts in an incident. */
function isCounting(service: string, { principal, headers, body }: ServiceRequest): boolean {
  const isPut = service === 'dynamodb' && (headers['x-amz-target'] ?? '').endsWith('.PutItem');
  return isPut && principal.includes('Consumer') && Buffer.from(body).includes('"sk":{"S":"incident"}');
}

function isBetweenPublishAndRecord(service: string, { headers }: ServiceRequest, fault: Fault): boolean {
  if (service === 'sns') return fault === 'lost_answer' || fault === 'no_answer';
  return service === 'dynamodb' && (headers['x-amz-target'] ?? '').endsWith('.UpdateItem') && fault !== 'late';
}

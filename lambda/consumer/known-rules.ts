import type { ModelCard } from '../../contracts/model-card.ts';
import type { Mute } from '../../contracts/mute.ts';
import type { RulesObject } from '../../contracts/rules-object.ts';
import { ADMIT_ALL, type Admit } from '../../incidents/admission.ts';
import type { Anomaly } from '../../incidents/anomaly.ts';
import type { CompiledRules } from '../../rules/compile-rules.ts';
import { Unavailable } from '../failures.ts';
import type { KnownPointer } from './known-pointer.ts';
import { LastKnown } from './last-known.ts';
import type { Ports } from './ports.ts';

/** Where what people want to hear of is kept. Each fails with {@link Unavailable}. */
export interface RulesPorts {
  object(): Promise<RulesObject>;
  /** Those that are over, too. */
  mutes(): Promise<readonly Mute[]>;
  /** Undefined of a version that is gone. */
  card(identity: string): Promise<ModelCard | undefined>;
}

/** As many versions as judge what a shard waits for. */
const MOST_VERSIONS = 4;

/**
 * What a process knows of rules, mutes and how far values lay apart in training. Rules that cannot be read, or not be
 * understood, are never none: what held last goes on, and where nothing is known yet, the records wait.
 */
export class KnownRules {
  readonly #rules = new LastKnown<{ readonly version: string; readonly compiled: CompiledRules }>();
  readonly #mutes = new LastKnown<readonly Mute[]>();
  readonly #spreads = new Map<string, ReadonlyMap<string, number>>();
  #latest: { readonly version: string; readonly compiled: CompiledRules } | undefined;

  /**
   * Makes what applies the rules to these anomalies.
   *
   * @throws Unavailable where rules or mutes cannot be read, and never could
   */
  async admitFor(
    anomalies: readonly Anomaly[],
    pointer: Pick<KnownPointer, 'identityOf'>,
    { rules: ports, report, now }: Pick<Ports, 'rules' | 'report' | 'now'>,
  ): Promise<Admit> {
    if (!ports) return ADMIT_ALL;
    const nowMs = now();
    const onFailure = ({ port, message: reason }: Unavailable) => report.unavailable({ port, reason });
    const [{ compiled }, mutes] = await Promise.all([
      this.#rules.get(() => this.#readRules(ports, nowMs), nowMs, onFailure),
      this.#mutes.get(() => ports.mutes(), nowMs, onFailure),
    ]);
    for (const version of new Set(anomalies.map(({ verdict }) => verdict.modelVersion))) {
      await this.#readSpreads(version, pointer.identityOf(version), ports, onFailure);
    }
    const { admitBy } = await import('../../rules/admit.ts');
    const spreadOf = (version: string, feature: string) => this.#spreads.get(version)?.get(feature);
    return admitBy({ rules: compiled, mutes, spreadOf, nowMs });
  }

  async #readRules(ports: RulesPorts, nowMs: number) {
    const held = await ports.object();
    // Most batches decide nothing: a cold start should read no more than they need.
    const { currentChange } = await import('../../contracts/rules-object.ts');
    const { compileRules } = await import('../../rules/compile-rules.ts');
    const { version } = currentChange(held);
    const latest = this.#latest;
    // A minute before its calendars end, so that they never do while it is used.
    if (latest?.version === version && nowMs < latest.compiled.untilMs - 60_000) return latest;
    try {
      this.#latest = { version, compiled: await compileRules(held.rules, nowMs) };
      return this.#latest;
    } catch (cause) {
      throw new Unavailable('rules', (cause as Error).message, { cause });
    }
  }

  /** Where a card cannot be read, no difference is a trifle: people are told. */
  async #readSpreads(
    version: string,
    identity: string | undefined,
    ports: RulesPorts,
    onFailure: (failure: Unavailable) => void,
  ): Promise<void> {
    if (identity === undefined || this.#spreads.has(version)) return;
    try {
      const card = await ports.card(identity);
      const { trainingSpreads } = await import('../../rules/training-spreads.ts');
      if (this.#spreads.size >= MOST_VERSIONS) this.#spreads.clear();
      this.#spreads.set(version, card ? trainingSpreads(card) : new Map());
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      onFailure(error);
    }
  }
}

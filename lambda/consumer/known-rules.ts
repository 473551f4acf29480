import type { ModelCard } from '../../contracts/model-card.ts';
import { ADMIT_ALL, type Admit } from '../../incidents/admission.ts';
import type { Anomaly } from '../../incidents/anomaly.ts';
import { Unavailable } from '../failures.ts';
import { HeldRules, type HeldRulesPorts } from '../held-rules.ts';
import type { KnownPointer } from './known-pointer.ts';
import type { Ports } from './ports.ts';

/** Where what people want to hear of is kept. Each fails with {@link Unavailable}. */
export interface RulesPorts extends HeldRulesPorts {
  /** Undefined of a version that is gone. */
  card(identity: string): Promise<ModelCard | undefined>;
}

/** As many versions as judge what a shard waits for. */
const MOST_VERSIONS = 4;

/** What a process knows of rules, mutes and how far values lay apart in training. */
export class KnownRules extends HeldRules {
  readonly #spreads = new Map<string, ReadonlyMap<string, number>>();

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
    const held = await this.read(ports, { report, now });
    const onFailure = ({ port, message: reason }: Unavailable) => report.unavailable({ port, reason });
    for (const version of new Set(anomalies.map(({ verdict }) => verdict.modelVersion))) {
      await this.#readSpreads(version, pointer.identityOf(version), ports, onFailure);
    }
    const { admitBy } = await import('../../rules/admit.ts');
    const spreadOf = (version: string, feature: string) => this.#spreads.get(version)?.get(feature);
    return admitBy({ ...held, spreadOf });
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

import type { Alert } from '../../contracts/alert.ts';
import type { ServiceRequest } from '../../local/gateway/service.ts';

/** Knows which alerts each channel was told of, however often. */
export class ChannelWatch {
  readonly #webhook = new Set<string>();
  readonly #bus = new Set<string>();

  /** @param body as the server of a webhook got it */
  seeWebhook(body: string): void {
    const { data } = JSON.parse(body) as { readonly data: Alert };
    this.#webhook.add(data.alertId);
  }

  /** @param request that EventBridge has taken */
  seeBus({ body }: ServiceRequest): void {
    const { Entries } = JSON.parse(Buffer.from(body).toString()) as { readonly Entries: readonly { Detail: string }[] };
    for (const { Detail } of Entries) this.#bus.add((JSON.parse(Detail) as Alert).alertId);
  }

  /**
   * Finds alerts that somebody heard of and a channel did not, or a channel and nobody else.
   *
   * @param published ids of alerts that came over the topic
   */
  untold(published: ReadonlySet<string>): string[] {
    const channels = [
      ['webhook', this.#webhook],
      ['bus', this.#bus],
    ] as const;
    return channels.flatMap(([name, told]) => {
      const missed = [...published].filter((alertId) => !told.has(alertId));
      const invented = [...told].filter((alertId) => !published.has(alertId));
      return [
        ...missed.map((alertId) => `${alertId} not on the ${name}`),
        ...invented.map((alertId) => `${alertId} only on the ${name}`),
      ];
    });
  }
}

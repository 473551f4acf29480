import type { Alert } from '../../contracts/alert.ts';
import { ServiceError, type ServiceRequest } from '../../local/gateway/service.ts';

/** The source whose alerts SNS refuses for ever, as it does one that breaks a rule of its own. */
export const UNSENDABLE_SOURCE = 'sensor-unsendable';

/** Refuses the alerts of one source, and remembers which. */
export class UnsendableAlerts {
  readonly #refused = new Set<string>();

  /** Ids of alerts that somebody tried to publish in vain. */
  get refused(): ReadonlySet<string> {
    return this.#refused;
  }

  /** @throws {ServiceError} when the request publishes an alert of that source */
  refuse({ body }: ServiceRequest): void {
    const message = new URLSearchParams(Buffer.from(body).toString()).get('Message');
    if (!message?.includes(UNSENDABLE_SOURCE)) return;
    const { alertId, source } = JSON.parse((JSON.parse(message) as { default: string }).default) as Alert;
    if (source !== UNSENDABLE_SOURCE) return;
    this.#refused.add(alertId);
    throw new ServiceError('InvalidParameter', 'Invalid parameter: Message Reason: it shall never be taken');
  }
}

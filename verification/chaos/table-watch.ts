import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { INCIDENT_TABLE, sourceItemOf } from '../../contracts/incident-table.ts';
import { identityOf } from '../../contracts/observation.ts';
import type { Checkpoints } from '../../incidents/checkpoint.ts';
import type { IncidentItem } from '../../incidents/incident-item.ts';
import type { Heard } from './heard-scores.ts';
import { type PlainState, plainState } from './plain-story.ts';

/** An incident item as one write left it, what the accounting needs of it. */
export interface ItemVersion {
  readonly version: number;
  readonly state: PlainState;
  /** Identities of the anomalies that its checkpoints have. */
  readonly counted: ReadonlySet<string>;
  /** Ids of alerts that were still to be published. */
  readonly pending: readonly string[];
  /** What the invocation that wrote it had heard of anomalies. */
  readonly heard: Heard;
}

/** Writes to the incident table that went through, as the table took them and whatever their callers heard of it. */
export class TableWatch {
  readonly #versions = new Map<string, ItemVersion[]>();
  readonly #pending = new Map<string, Set<string>>();

  /**
   * One request that DynamoDB answered with 200. @param heard what the invocation that sent it had heard of anomalies
   */
  see(target: string, body: Uint8Array, heard: Heard): void {
    const operation = target.split('.').at(-1);
    if (operation !== 'PutItem' && operation !== 'UpdateItem') return;
    const request: { readonly Item: Item } & Update = JSON.parse(Buffer.from(body).toString());
    // The table of what is known of sources has another key.
    if (!(request.Item ?? request.Key)[INCIDENT_TABLE.sortKey]) return;
    if (operation === 'PutItem') this.#put(request.Item, heard);
    else this.#clear(request);
  }

  /** Every source's versions, the first first. */
  get histories(): ReadonlyMap<string, readonly ItemVersion[]> {
    for (const versions of this.#versions.values()) versions.sort((a, b) => a.version - b.version);
    return this.#versions;
  }

  /** Counts alerts that were written down and not yet recorded as published, without those of `refused`. */
  unpublishedBut(refused: ReadonlySet<string>): number {
    let unpublished = 0;
    for (const ids of this.#pending.values()) unpublished += [...ids].filter((id) => !refused.has(id)).length;
    return unpublished;
  }

  #put({ pk, sk, version, incident, evidence, checkpoints, pending }: Item, heard: Heard): void {
    const item = sourceItemOf({ pk: pk!.S!, sk: sk!.S! });
    if (!item || item.alertId !== undefined) return;
    const name = item.source;
    const ids = Object.keys(pending!.M!);
    const of = <T>(json: AttributeValue | undefined) => (json ? (JSON.parse(json.S!) as T) : undefined);
    const open = of<NonNullable<IncidentItem['incident']>>(incident);
    const weak = of<NonNullable<IncidentItem['evidence']>>(evidence);
    const versions = this.#versions.get(name) ?? [];
    versions.push({
      version: Number(version!.N),
      state: plainState({ ...(open && { incident: open }), ...(weak && { evidence: weak }) }),
      counted: countedIn(JSON.parse(checkpoints!.S!) as Checkpoints),
      pending: ids,
      heard,
    });
    this.#versions.set(name, versions);
    this.#pending.set(name, new Set(ids));
  }

  #clear({ Key, ExpressionAttributeNames }: Update): void {
    const item = sourceItemOf({ pk: Key.pk!.S!, sk: Key.sk!.S! });
    const alertId = ExpressionAttributeNames['#alert'];
    if (item && alertId !== undefined) this.#pending.get(item.source)?.delete(alertId);
  }
}

type Item = Readonly<Record<string, AttributeValue>>;

/** Of an incident item: it takes an alert off the pending ones. */
interface Update {
  readonly Key: Item;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
}

function countedIn(checkpoints: Checkpoints): Set<string> {
  const identities = new Set<string>();
  for (const [key, { counted }] of Object.entries(checkpoints)) {
    const [, shardId = ''] = key.split('/');
    for (const [sequenceNumber, digits] of Object.entries(counted)) {
      const bits = [...BigInt(`0x${digits}`).toString(2)].reverse();
      for (const [index, bit] of bits.entries()) {
        if (bit === '1') identities.add(identityOf(shardId, sequenceNumber, index));
      }
    }
  }
  return identities;
}

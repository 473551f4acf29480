import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { INCIDENT_TABLE } from '../../contracts/incident-table.ts';

export interface IncidentTableProps {
  readonly removalPolicy: RemovalPolicy;
}

/**
 * An item for each source: its open incident, what was counted, the alerts that are pending; the history of each
 * incident; and notes on records that give trouble.
 */
export class IncidentTable extends Table {
  constructor(scope: Construct, id: string, { removalPolicy }: IncidentTableProps) {
    super(scope, id, {
      partitionKey: { name: INCIDENT_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: INCIDENT_TABLE.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: INCIDENT_TABLE.expiry,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
    this.addGlobalSecondaryIndex({
      indexName: INCIDENT_TABLE.dueIndex,
      partitionKey: { name: INCIDENT_TABLE.duePartition, type: AttributeType.STRING },
      sortKey: { name: INCIDENT_TABLE.dueTime, type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    for (const [indexName, partition] of [
      [INCIDENT_TABLE.stateIndex, INCIDENT_TABLE.statePartition],
      [INCIDENT_TABLE.sourceIndex, INCIDENT_TABLE.historySource],
    ]) {
      this.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: partition, type: AttributeType.STRING },
        sortKey: { name: INCIDENT_TABLE.openedTime, type: AttributeType.NUMBER },
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: [INCIDENT_TABLE.history],
      });
    }
  }
}

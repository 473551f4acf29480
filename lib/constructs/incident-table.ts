import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

export interface IncidentTableProps {
  readonly removalPolicy: RemovalPolicy;
}

/** One item per source: its open incident, what was counted, and what people have yet to be told. */
export class IncidentTable extends Table {
  constructor(scope: Construct, id: string, { removalPolicy }: IncidentTableProps) {
    super(scope, id, {
      partitionKey: { name: 'source', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
  }
}

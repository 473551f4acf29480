import { createHash } from 'node:crypto';
import { Duration } from 'aws-cdk-lib';
import { Alias, EventSourceMapping, LayerVersion, MetricType } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { GIVEN_UP_PREFIX, QUARANTINE_PREFIX } from '../../contracts/quarantine.ts';
import { consumerMemoryMb } from '../../settings/function-memory.ts';
import { acknowledgeObjectGrant } from './acknowledge-object-grant.ts';
import { BundledFunction } from './bundled-function.ts';
import { type ConsumerEnvironmentSources, consumerEnvironment } from './consumer-environment.ts';
import { startingPosition } from './starting-position.ts';
import type { WatchedStream } from './watched-stream.ts';

export interface StreamConsumerProps extends ConsumerEnvironmentSources {
  readonly observations: WatchedStream;
}

/** The function that has every record of the stream judged, and the mapping that feeds it. */
export class StreamConsumer extends BundledFunction {
  readonly mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, props: StreamConsumerProps) {
    super(scope, id, {
      entry: 'lambda/consumer/handler.ts',
      description: 'Has observations scored, keeps incidents, tells people',
      environment: consumerEnvironment(scope, props),
      memorySize: consumerMemoryMb(props.settings),
      // The function itself waits for an unavailable endpoint, a few calls a minute, and stops before this.
      timeout: Duration.minutes(2),
      logRetentionDays: props.settings.logRetentionDays,
    });
    this.grantCalls(props);
    props.models.grantJudge(this);
    props.models.grantReadRules(this);
    props.sourceState?.grantKeep(this);
    props.archive?.grantArchive(this);
    if (props.settings.learning !== 'off') props.models.grantKeepSamples(this);
    this.reachCollector(props.settings);
    this.mapping = this.readStream(props);
  }

  private reachCollector({ otlpHeadersSecret, otlpLayerArn }: StreamConsumerProps['settings']): void {
    if (otlpHeadersSecret !== undefined) this.allowSecret(otlpHeadersSecret);
    if (otlpLayerArn === undefined) return;
    this.function.addLayers(LayerVersion.fromLayerVersionArn(this, 'Collector', otlpLayerArn));
  }

  private grantCalls({ endpoint, topic, incidents, quarantine }: StreamConsumerProps): void {
    endpoint?.grantInvoke(this.role);
    this.allow(['sns:Publish'], topic.topicArn);
    const items = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
    // Mutes are read by a query.
    const calls = [...items, 'dynamodb:Query'];
    this.allow(calls, incidents.tableArn);
    this.allow(['s3:PutObject'], quarantine.arnForObjects(`${QUARANTINE_PREFIX}*`));
    acknowledgeObjectGrant(this.role, {
      bucket: quarantine,
      prefix: QUARANTINE_PREFIX,
      reason:
        'Each quarantined batch gets a key of its own under this prefix; the role may write there, not read, list or delete.',
    });
  }

  /**
   * Nothing is given up before its age: retries have no limit, because records that can never be scored were
   * quarantined by the function itself and what remains is an outage.
   */
  private readStream({ settings, observations, quarantine }: StreamConsumerProps): EventSourceMapping {
    observations.grantRead(this.role);
    // Lambda puts given-up batches there with the function's role, after checking that it may list the bucket.
    this.allow(['s3:PutObject'], quarantine.arnForObjects(`${GIVEN_UP_PREFIX}*`));
    acknowledgeObjectGrant(this.role, {
      bucket: quarantine,
      prefix: GIVEN_UP_PREFIX,
      reason:
        'Lambda chooses the keys of given-up batches under this prefix, which is its own and fixed; the role may only write there.',
    });
    this.allow(['s3:ListBucket'], quarantine.bucketArn);
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: this.readerOf(settings),
      eventSourceArn: observations.stream.streamArn,
      ...startingPosition(this, settings),
      batchSize: 500,
      maxBatchingWindow: Duration.seconds(1),
      parallelizationFactor: settings.parallelization,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: -1,
      maxRecordAge: Duration.minutes(Math.round(settings.maxRecordAgeHours * 60)),
      onFailure: { bind: () => ({ destination: quarantine.bucketArn }) },
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
    // Lambda checks what the role may do when it creates the mapping.
    mapping.node.addDependency(this.role);
    return mapping;
  }

  /**
   * The function, by a name that says from where it reads: another stream or another start is another mapping, which
   * CloudFormation creates before it deletes the old one, and Lambda refuses a second mapping of one name to one
   * stream.
   */
  private readerOf({ streamArn, startAt }: StreamConsumerProps['settings']): Alias {
    const place = createHash('sha256')
      .update(`${streamArn ?? 'own'} ${startAt ?? 'first'}`)
      .digest('hex');
    const aliasName = `reads-${place.slice(0, 12)}`;
    return new Alias(this, `Reader${place.slice(0, 8).toUpperCase()}`, {
      aliasName,
      version: this.function.latestVersion,
    });
  }
}

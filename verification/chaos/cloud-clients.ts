import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import type { LocalCloud } from '../../local/local-cloud.ts';

/** Clients of the person at this machine. */
export interface CloudClients {
  readonly kinesis: KinesisClient;
  readonly s3: S3Client;
}

/** Makes clients that ask the local cloud as its administrator. */
export function cloudClients({ environment }: LocalCloud): CloudClients {
  const options = {
    endpoint: environment.AWS_ENDPOINT_URL,
    region: environment.AWS_REGION,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID!,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY!,
    },
  };
  // Reading a whole stream again goes beyond what a shard gives in a second.
  const patient = { ...options, maxAttempts: 12 };
  return { kinesis: new KinesisClient(patient), s3: new S3Client({ ...options, forcePathStyle: true }) };
}

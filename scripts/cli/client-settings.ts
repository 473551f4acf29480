import type { LocalCloud } from '../../local/local-cloud.ts';

/** What an SDK client is made with to talk to a local cloud of this process. */
export function clientSettings({ environment }: Pick<LocalCloud, 'environment'>) {
  return {
    endpoint: environment.AWS_ENDPOINT_URL,
    region: environment.AWS_REGION,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID!,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY!,
    },
  };
}

import type { Authoriser } from '../iam/authoriser.ts';
import type { LogGroups } from '../logs/log-groups.ts';
import type { ObjectStore } from '../s3/object-store.ts';
import type { Assembly } from '../template/assembly.ts';
import { PARTITION } from '../template/place.ts';
import type { ResolvedAssembly } from '../template/resolve-assembly.ts';
import { type Endpoint, startEndpoint } from './endpoint.ts';

export interface EndpointsOptions {
  readonly app: ResolvedAssembly;
  readonly images: Assembly['images'];
  readonly objects: ObjectStore;
  readonly authorise: Authoriser['authorise'];
  readonly logs: LogGroups;
}

/** The endpoints of all templates by name, each healthy. */
export async function startEndpoints(options: EndpointsOptions): Promise<ReadonlyMap<string, Endpoint>> {
  const { app, images, objects, authorise, logs } = options;
  const readObject = async (url: string, roleArn: string) => {
    const { bucket, key } = bucketAndKey(url);
    authorise('s3', roleArn, [{ action: 's3:GetObject', resource: `arn:${PARTITION}:s3:::${bucket}/${key}` }]);
    return objects.get(bucket, key).body;
  };
  const endpoints = await Promise.all(
    app.resourcesOf('AWS::SageMaker::Endpoint').map((resource) => {
      const group = `/aws/sagemaker/Endpoints/${resource.attributes.EndpointName}`;
      const log = (line: string) => logs.write(group, resource.logicalId, line);
      return startEndpoint({ resource, app, images, readObject, log });
    }),
  );
  return new Map(endpoints.map((endpoint) => [endpoint.name, endpoint]));
}

/** Of `s3://bucket/key` or `https://s3.region.amazonaws.com/bucket/key`. */
function bucketAndKey(url: string): { bucket: string; key: string } {
  const path = url.replace(/^s3:\/\//, '').replace(/^https:\/\/s3\.[^/]+\//, '');
  const slash = path.indexOf('/');
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}

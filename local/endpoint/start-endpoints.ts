import type { Authoriser } from '../iam/authoriser.ts';
import type { ResolvedAssembly } from '../template/resolve-assembly.ts';
import { type Endpoint, type EndpointOptions, startEndpoint } from './endpoint.ts';
import { endpointConfiguration } from './endpoint-configuration.ts';
import { executionRole } from './execution-role.ts';

export interface EndpointsOptions extends Omit<EndpointOptions, 'role'> {
  readonly app: ResolvedAssembly;
  readonly authorise: Authoriser['authorise'];
}

/** The endpoints of all templates by name, each healthy. */
export async function startEndpoints(options: EndpointsOptions): Promise<ReadonlyMap<string, Endpoint>> {
  const { app, authorise } = options;
  const endpoints = await Promise.all(
    app.resourcesOf('AWS::SageMaker::Endpoint').map((resource) => {
      const configuration = endpointConfiguration(resource, app);
      const role = executionRole(configuration.executionRoleArn, app.place, authorise);
      return startEndpoint(configuration, { ...options, role });
    }),
  );
  return new Map(endpoints.map((endpoint) => [endpoint.name, endpoint]));
}

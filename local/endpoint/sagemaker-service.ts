import { ServiceError, type ServiceHandler, type ServiceRequest, type ServiceResponse } from '../gateway/service.ts';
import type { Endpoint } from './endpoint.ts';
import { invokeContainer } from './invoke-container.ts';

/** SageMaker's runtime (InvokeEndpoint) and what people ask of its control plane (DescribeEndpoint, ListEndpoints). */
export function sagemakerService(
  endpoints: ReadonlyMap<string, Endpoint>,
  onInvoked: (endpoint: Endpoint, status: number, durationMs: number) => void = () => {},
): ServiceHandler {
  const inFlight = new Map<string, number>();
  return async (request) => {
    const [, encodedName] = /^\/endpoints\/([^/]+)\/invocations$/.exec(request.path) ?? [];
    if (encodedName !== undefined) return invoke(decodeURIComponent(encodedName), request);
    const operation = request.headers['x-amz-target']?.replace(/^SageMaker\./, '');
    if (operation === 'DescribeEndpoint') {
      const { EndpointName } = JSON.parse(Buffer.from(request.body).toString()) as { EndpointName: string };
      return json(describe(endpointNamed(EndpointName, 'ValidationException')));
    }
    if (operation === 'ListEndpoints') return json({ Endpoints: [...endpoints.values()].map(describe) });
    throw new ServiceError(
      'UnknownOperationException',
      `the local SageMaker does not know ${operation ?? request.path}`,
    );
  };

  async function invoke(name: string, request: ServiceRequest): Promise<ServiceResponse> {
    const endpoint = endpointNamed(name, 'ValidationError');
    const busy = inFlight.get(name) ?? 0;
    if (busy >= endpoint.maxConcurrency) {
      throw new ServiceError('ThrottlingException', `more than ${endpoint.maxConcurrency} requests at once to ${name}`);
    }
    inFlight.set(name, busy + 1);
    try {
      const startedAtMs = performance.now();
      const response = await invokeContainer(endpoint, request);
      onInvoked(endpoint, response.status, performance.now() - startedAtMs);
      return response;
    } finally {
      inFlight.set(name, inFlight.get(name)! - 1);
    }
  }

  function endpointNamed(name: string, errorCode: string): Endpoint {
    const endpoint = endpoints.get(name);
    if (!endpoint) throw new ServiceError(errorCode, `Endpoint ${name} not found.`);
    return endpoint;
  }
}

function describe(endpoint: Endpoint): object {
  return {
    EndpointName: endpoint.name,
    EndpointArn: endpoint.arn,
    EndpointStatus: endpoint.container.isHealthy() ? 'InService' : 'Updating',
    ProductionVariants: [{ VariantName: endpoint.variantName }],
  };
}

function json(value: object): ServiceResponse {
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(value) };
}

import { ServiceError, type ServiceHandler, type ServiceRequest, type ServiceResponse } from '../gateway/service.ts';
import type { Endpoint } from './endpoint.ts';
import { invokeContainer } from './invoke-container.ts';
import type { TrainingJobRequest, TrainingJobs } from './training-jobs.ts';

type Input = Readonly<Record<'EndpointName' | 'EndpointConfigName' | 'ModelName', string>> & TrainingJobRequest;

/**
 * SageMaker's runtime (InvokeEndpoint), and what people ask of its control plane: what an endpoint is and what it
 * serves, and training jobs.
 */
export function sagemakerService(
  endpoints: ReadonlyMap<string, Endpoint>,
  onInvoked: (endpoint: Endpoint, status: number, durationMs: number) => void = () => {},
  training?: TrainingJobs,
): ServiceHandler {
  const inFlight = new Map<string, number>();
  const operations: Readonly<Record<string, (input: Input) => object>> = {
    ListEndpoints: () => ({ Endpoints: [...endpoints.values()].map(describe) }),
    DescribeEndpoint: ({ EndpointName }) => describe(endpointNamed(EndpointName, 'ValidationException')),
    DescribeEndpointConfig: ({ EndpointConfigName }) =>
      describeConfiguration(find(EndpointConfigName, ({ configurationName }) => configurationName)),
    ...(training && {
      CreateTrainingJob: (request) => training.create(request),
      DescribeTrainingJob: ({ TrainingJobName }) => training.describe(TrainingJobName),
    }),
    DescribeModel: ({ ModelName }) => describeModel(find(ModelName, ({ modelName }) => modelName)),
  };
  return async (request) => {
    const [, encodedName] = /^\/endpoints\/([^/]+)\/invocations$/.exec(request.path) ?? [];
    if (encodedName !== undefined) return invoke(decodeURIComponent(encodedName), request);
    const name = request.headers['x-amz-target']?.replace(/^SageMaker\./, '') ?? '';
    const operation = operations[name];
    if (operation) return json(operation(JSON.parse(Buffer.from(request.body).toString()) as Input));
    throw new ServiceError('UnknownOperationException', `the local SageMaker does not know ${name || request.path}`);
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

  function find(wanted: string, nameOf: (endpoint: Endpoint) => string): Endpoint {
    const endpoint = [...endpoints.values()].find((one) => nameOf(one) === wanted);
    if (!endpoint) throw new ServiceError('ValidationException', `Could not find "${wanted}".`);
    return endpoint;
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
    EndpointConfigName: endpoint.configurationName,
    EndpointStatus: endpoint.container.isHealthy() ? 'InService' : 'Updating',
    ProductionVariants: [{ VariantName: endpoint.variantName }],
  };
}

function describeConfiguration({ configurationName, variantName, modelName }: Endpoint): object {
  return {
    EndpointConfigName: configurationName,
    ProductionVariants: [{ VariantName: variantName, ModelName: modelName }],
  };
}

function describeModel({ modelName, imageUri, modelDataUrl }: Endpoint): object {
  return { ModelName: modelName, PrimaryContainer: { Image: imageUri, ModelDataUrl: modelDataUrl } };
}

function json(value: object): ServiceResponse {
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(value) };
}

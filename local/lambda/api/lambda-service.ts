import { ServiceError, type ServiceHandler, type ServiceRequest, type ServiceResponse } from '../../gateway/service.ts';
import type { Resource } from '../../template/resolve-assembly.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import { describeFunction, describeMapping } from './describe.ts';
import { invoke, type ListenToLog } from './invoke.ts';
import { lambdaCallOf } from './lambda-call.ts';

export interface LambdaServiceOptions {
  readonly functions: readonly LambdaFunction[];
  /** The templates' event source mappings. */
  readonly mappings: readonly Resource[];
  readonly listen: ListenToLog;
}

/** Lambda's API as far as people look at the functions, invoke them, and look at what feeds them. */
export function lambdaService({ functions, mappings, listen }: LambdaServiceOptions): ServiceHandler {
  const startedAt = new Date();
  const lastModified = startedAt.toISOString().replace('Z', '+0000');

  function functionNamed(named: string): LambdaFunction {
    const name = nameIn(named);
    const found = functions.find(({ configuration }) => configuration.name === name);
    if (found) return found;
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${named}`, 404);
  }

  function describedMapping(mapping: Resource): object {
    const { arn } = functionNamed(String(mapping.properties.FunctionName)).configuration;
    return describeMapping(mapping, arn, startedAt.getTime() / 1000);
  }

  return async (request) => {
    const { operation, name } = lambdaCallOf(request);
    switch (operation) {
      case 'ListFunctions':
        return json({ Functions: functions.map(({ configuration }) => describeFunction(configuration, lastModified)) });
      case 'GetFunction': {
        const { configuration } = functionNamed(name);
        return json({
          Configuration: describeFunction(configuration, lastModified),
          Code: { RepositoryType: 'local', Location: configuration.codeDir },
        });
      }
      case 'GetFunctionConfiguration':
        return json(describeFunction(functionNamed(name).configuration, lastModified));
      case 'Invoke':
        return invoke(functionNamed(name), request, listen);
      case 'ListEventSourceMappings':
        return json({ EventSourceMappings: askedMappings(mappings, request).map(describedMapping) });
      case 'GetEventSourceMapping': {
        const found = mappings.find(({ ref }) => ref === name);
        if (found) return json(describedMapping(found));
        throw new ServiceError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
      }
    }
  };
}

/** Those of the function and of the stream that a request names. */
function askedMappings(mappings: readonly Resource[], { query }: ServiceRequest): readonly Resource[] {
  const [functionName, streamArn] = [query.get('FunctionName'), query.get('EventSourceArn')];
  return mappings.filter(
    ({ properties }) =>
      (functionName === null || nameIn(String(properties.FunctionName)) === nameIn(functionName)) &&
      (streamArn === null || properties.EventSourceArn === streamArn),
  );
}

/** The function's name in a name or an ARN, whole or partial, that may end with a version; there is only the latest. */
function nameIn(named: string): string {
  const [, name = named] = /(?:^|:)function:([^:]+)/.exec(named) ?? [];
  return name.replace(/:\$LATEST$/, '');
}

function json(value: object): ServiceResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

import { ServiceError, type ServiceRequest } from '../../gateway/service.ts';

/** What a request to Lambda's REST interface asks for, and of which function or mapping; '' for all. */
export interface LambdaCall {
  readonly operation: (typeof OPERATIONS)[number][2];
  readonly name: string;
}

const OPERATIONS = [
  ['GET', /^\/2015-03-31\/functions\/?$/, 'ListFunctions'],
  ['GET', /^\/2015-03-31\/functions\/([^/]+)$/, 'GetFunction'],
  ['GET', /^\/2015-03-31\/functions\/([^/]+)\/configuration$/, 'GetFunctionConfiguration'],
  ['POST', /^\/2015-03-31\/functions\/([^/]+)\/invocations$/, 'Invoke'],
  ['GET', /^\/2015-03-31\/event-source-mappings\/?$/, 'ListEventSourceMappings'],
  ['GET', /^\/2015-03-31\/event-source-mappings\/([^/]+)$/, 'GetEventSourceMapping'],
] as const;

/** @throws ServiceError for what the local Lambda does not know */
export function lambdaCallOf({ method, path, query }: Pick<ServiceRequest, 'method' | 'path' | 'query'>): LambdaCall {
  for (const [ofMethod, pattern, operation] of OPERATIONS) {
    const matched = method === ofMethod ? pattern.exec(path) : null;
    if (!matched) continue;
    const name = decodeURIComponent(matched[1] ?? '');
    const version = query.get('Qualifier') ?? '$LATEST';
    if (version === '$LATEST') return { operation, name };
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${name}:${version}`, 404);
  }
  throw new ServiceError('UnknownOperationException', `the local Lambda does not know ${method} ${path}`, 501);
}

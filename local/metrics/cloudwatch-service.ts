import type { Alarms } from '../alarms/alarms.ts';
import { CBOR_HEADERS, readCbor, speaksCbor, writeCbor, writeJson } from '../gateway/cbor.ts';
import { ServiceError, type ServiceHandler, type ServiceRequest } from '../gateway/service.ts';
import type { Resource } from '../template/resolve-assembly.ts';
import type { MetricStore } from './metric-store.ts';
import { alarmOperations } from './operations/describe-alarms.ts';
import { dashboardOperations } from './operations/get-dashboard.ts';
import { metricOperations } from './operations/read-metrics.ts';

/** An operation of CloudWatch by its name; times in its input are seconds, in its answer dates. */
export type CloudWatchOperations = Readonly<Record<string, (input: never) => object>>;

const TARGET = /^GraniteServiceVersion20100801\./;
const CBOR_PATH = /^\/service\/GraniteServiceVersion20100801\/operation\/(\w+)$/;

/** CloudWatch's metrics and alarms: over JSON, as the JavaScript SDK speaks, and CBOR, as boto3 and the aws CLI do. */
export function cloudwatchService(
  store: MetricStore,
  alarms: Alarms,
  dashboards: () => readonly Resource[],
): ServiceHandler {
  const operations = {
    ...metricOperations(store),
    ...alarmOperations(alarms, new Date()),
    ...dashboardOperations(dashboards),
  } as CloudWatchOperations;
  return async (request) => {
    const { headers, body } = request;
    const name = operationOf(request);
    const operation = operations[name];
    if (!operation) throw new ServiceError('InvalidAction', `the local CloudWatch does not know ${name}`);
    if (speaksCbor(headers)) {
      return { status: 200, headers: CBOR_HEADERS, body: writeCbor(operation(readCbor(body) as never)) };
    }
    const answer = writeJson(operation(JSON.parse(Buffer.from(body).toString()) as never));
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: answer };
  };
}

function operationOf({ headers, path, body }: ServiceRequest): string {
  const target = headers['x-amz-target'];
  if (target !== undefined) return target.replace(TARGET, '');
  const [, name] = CBOR_PATH.exec(path) ?? [];
  if (name !== undefined) return name;
  const action = new URLSearchParams(Buffer.from(body).toString()).get('Action') ?? path;
  return `${action} in the query protocol, only JSON and CBOR: use a newer client`;
}

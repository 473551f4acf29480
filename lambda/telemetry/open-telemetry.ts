import type { ConsumerSettings } from '../../contracts/function-settings.ts';
import type { TelemetryLine } from '../../contracts/log-lines.ts';
import { decodeOtlpHeaders } from '../../contracts/otlp-headers.ts';
import { OtlpTelemetry } from './otlp-telemetry.ts';

/** The telemetry of this function, with what Lambda says of it. */
export function openTelemetry(
  { endpoint, headersSecret }: NonNullable<ConsumerSettings['otlp']>,
  environment: NodeJS.ProcessEnv,
  onFailure: (line: TelemetryLine) => void,
): OtlpTelemetry {
  const headers = headersSecret === undefined ? undefined : headersOf(headersSecret);
  // Read now, so that the first batch need not wait for it; what is wrong with it is said when it is needed.
  void headers?.().catch(() => {});
  return new OtlpTelemetry({
    connection: { endpoint, ...(headers && { headers }) },
    resource: resourceOf(environment),
    onFailure,
    now: Date.now,
  });
}

/** @see https://opentelemetry.io/docs/specs/semconv/resource/faas/ */
function resourceOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  const { POWERTOOLS_SERVICE_NAME, AWS_REGION, AWS_LAMBDA_FUNCTION_NAME, AWS_LAMBDA_LOG_STREAM_NAME } = environment;
  return {
    'service.name': POWERTOOLS_SERVICE_NAME ?? '',
    'cloud.provider': 'aws',
    'cloud.platform': 'aws_lambda',
    ...(AWS_REGION && { 'cloud.region': AWS_REGION }),
    ...(AWS_LAMBDA_FUNCTION_NAME && { 'faas.name': AWS_LAMBDA_FUNCTION_NAME }),
    // Each process has a log stream of its own: deltas of one must not be taken for another's.
    ...(AWS_LAMBDA_LOG_STREAM_NAME && { 'faas.instance': AWS_LAMBDA_LOG_STREAM_NAME }),
  };
}

function headersOf(secretName: string): () => Promise<Record<string, string>> {
  const opened = import('../aws/channel-secrets.ts').then(({ channelSecrets }) => channelSecrets(Date.now));
  return async () => {
    const headers = decodeOtlpHeaders(await (await opened)(secretName));
    if (headers) return headers;
    throw new Error(`the secret ${secretName} must be JSON of headers, like {"Authorization":"Bearer ..."}`);
  };
}

import { ServiceError, type ServiceHandler, type ServiceRequest } from '../gateway/service.ts';

/** What secrets hold, by name; those of parameters begin with `ssm:`. */
export type Secrets = Readonly<Record<string, string>>;

const PARAMETER_PREFIX = 'ssm:';

/** Secrets Manager as far as functions read secrets. */
export function secretsManagerService(secrets: Secrets): ServiceHandler {
  return async (request) => {
    const input = read(request, 'secretsmanager.', 'Secrets Manager', 'GetSecretValue');
    const name = String(input.SecretId);
    if (!Object.hasOwn(secrets, name)) {
      throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return answer({ Name: name, SecretString: secrets[name], VersionStages: ['AWSCURRENT'] });
  };
}

/** Systems Manager as far as functions read parameters. */
export function parametersService(secrets: Secrets): ServiceHandler {
  return async (request) => {
    const input = read(request, 'AmazonSSM.', 'SSM', 'GetParameter');
    const name = String(input.Name);
    const key = `${PARAMETER_PREFIX}${name}`;
    if (!Object.hasOwn(secrets, key)) throw new ServiceError('ParameterNotFound', `there is no parameter ${name}`);
    // Without asking for it, one that is encrypted comes as it is kept.
    const Value = input.WithDecryption === true ? secrets[key] : 'encrypted';
    return answer({ Parameter: { Name: name, Type: 'SecureString', Value, Version: 1 } });
  };
}

function read(
  { headers, body }: ServiceRequest,
  prefix: string,
  service: string,
  known: string,
): Record<string, unknown> {
  const operation = headers['x-amz-target']?.replace(prefix, '') ?? '';
  if (operation !== known)
    throw new ServiceError('UnknownOperationException', `the local ${service} does not know ${operation}`);
  return JSON.parse(Buffer.from(body).toString() || '{}');
}

function answer(output: object) {
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(output) };
}

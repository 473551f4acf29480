import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { PARAMETER_PREFIX } from '../../contracts/channels.ts';
import { NotSent } from '../notifier/not-sent.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';

/** Its value is written once more, so that a cold start has no file for it. */
const PREFIX: typeof PARAMETER_PREFIX = 'ssm:';

/** A secret that was changed counts after this at the latest. */
const KEPT_MS = 300_000;

/**
 * Reads secrets by name, each from Secrets Manager or, with its prefix, from the parameters of SSM, and keeps them in
 * memory for five minutes.
 *
 * @returns a reader that fails with {@link NotSent}, by the name of the secret and what AWS called the failure
 */
export function channelSecrets(now: () => number): (name: string) => Promise<string> {
  const secrets = new SecretsManagerClient(CLIENT_TIMEOUTS);
  const parameters = new SSMClient(CLIENT_TIMEOUTS);
  const kept = new Map<string, { readonly text: string; readonly readAtMs: number }>();

  async function read(name: string): Promise<string | undefined> {
    if (!name.startsWith(PREFIX)) {
      return (await secrets.send(new GetSecretValueCommand({ SecretId: name }))).SecretString;
    }
    const Name = name.slice(PREFIX.length);
    return (await parameters.send(new GetParameterCommand({ Name, WithDecryption: true }))).Parameter?.Value;
  }

  return async (name) => {
    const known = kept.get(name);
    if (known && now() - known.readAtMs < KEPT_MS) return known.text;
    const text = await read(name).catch((error: Error) => {
      throw new NotSent(`the secret ${name} could not be read: ${error.name}`);
    });
    if (text === undefined) throw new NotSent(`the secret ${name} holds no text`);
    kept.set(name, { text, readAtMs: now() });
    return text;
  };
}

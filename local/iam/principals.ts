import { createHash } from 'node:crypto';
import { ADMIN } from '../gateway/service.ts';

/** Who has which access key: the person at this machine, and each role. */
export interface Principals {
  /** Environment variables with which a client is `principal`. */
  credentialsOf(principal: string): Readonly<Record<string, string>>;
  /** Undefined for a key that was given to nobody. */
  principalOf(accessKeyId: string): string | undefined;
}

/** No secret is ever checked: whoever reaches 127.0.0.1 is at this machine. The key id only says who asks. */
const SECRET = 'local';

/**
 * Gives each role an access key of its own, the same in each run, so that the key in a request says who asks.
 *
 * @throws from `credentialsOf`, if no template has the role
 */
export function principals(roleArns: Iterable<string>): Principals {
  const byKey = new Map([['AKIALOCALADMIN', ADMIN]]);
  // Temporary credentials, as a role's are: their key ids begin with ASIA and they need a session token.
  for (const arn of roleArns)
    byKey.set(`ASIA${createHash('sha256').update(arn).digest('hex').slice(0, 16).toUpperCase()}`, arn);
  return {
    principalOf: (accessKeyId) => byKey.get(accessKeyId),
    credentialsOf(principal) {
      const [key] = [...byKey].find(([, owner]) => owner === principal) ?? [];
      if (key === undefined) throw new Error(`the templates have no role ${principal}`);
      const token: Record<string, string> = principal === ADMIN ? {} : { AWS_SESSION_TOKEN: SECRET };
      return { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: SECRET, ...token };
    },
  };
}

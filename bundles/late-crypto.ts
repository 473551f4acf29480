import type * as Crypto from 'node:crypto';

let crypto: typeof Crypto | undefined;

/**
 * A function of `node:crypto`, which is loaded with the first call of any. This file stands for it in what is bundled:
 * Node takes milliseconds to load it, a tenth of a cold start, and libraries import it for what they seldom call. To
 * import what this file lacks is an error of bundling.
 */
function late<Name extends keyof typeof Crypto>(name: Name): (typeof Crypto)[Name] {
  const call = (...args: unknown[]): unknown => {
    crypto ??= process.getBuiltinModule('node:crypto');
    return (crypto[name] as (...args: unknown[]) => unknown)(...args);
  };
  return call as (typeof Crypto)[Name];
}

export const createHash = late('createHash');
export const createHmac = late('createHmac');
export const createPrivateKey = late('createPrivateKey');
export const createPublicKey = late('createPublicKey');
export const getRandomValues = late('getRandomValues');
export const randomBytes = late('randomBytes');
export const randomInt = late('randomInt');
export const randomUUID = late('randomUUID');
export const sign = late('sign');

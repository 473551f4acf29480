import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { forOwnPrograms } from '../gateway/foreign-request.ts';

export interface ResponseServer {
  readonly url: string;
  /** The body of the first PUT. @throws when none came in time */
  received(timeoutMs: number): Promise<string>;
  stop(): void;
}

/** Takes one answer to CloudFormation, in place of the presigned S3 address that there would be. */
export async function startResponseServer(): Promise<ResponseServer> {
  const answer = Promise.withResolvers<string>();
  const server = createServer(
    forOwnPrograms((request, response) => {
      text(request).then((body) => {
        response.end();
        answer.resolve(body);
      }, answer.reject);
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async received(timeoutMs) {
      const timer = setTimeout(() => answer.reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
      return answer.promise.finally(() => clearTimeout(timer));
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

import type { AddressInfo } from 'node:net';
import { decodeRefusal, SCORING_CONTENT_TYPE } from '../../contracts/scoring.ts';
import { buildServer, type ServerOptions } from '../../inference-container/serve/http/build-server.ts';
import type { Invoke } from '../../lambda/aws/scoring-endpoint.ts';
import type { Model } from '../../model/model.ts';

export interface LocalContainer {
  readonly invoke: Invoke;
  /** Of its `/invocations`. */
  readonly url: string;
  /** What the container called bugs of its own. */
  readonly bugs: readonly unknown[];
  stop(): void;
}

/** The container's own server on a free local port, answering as behind an endpoint. */
export async function startLocalContainer(
  model: Model,
  options: Pick<ServerOptions, 'maxAnswerBytes'> = {},
): Promise<LocalContainer> {
  const bugs: unknown[] = [];
  const server = buildServer(model, { ...options, logBug: (error) => bugs.push(error) });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/invocations`;
  const headers = { 'content-type': SCORING_CONTENT_TYPE, accept: SCORING_CONTENT_TYPE };
  return {
    bugs,
    url,
    async invoke(body, timeoutMs) {
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(url, { method: 'POST', headers, body: Buffer.from(body), signal });
      const text = await response.text();
      if (response.ok) return { kind: 'answered', body: text };
      if (response.status < 500) return { kind: 'refused', ...decodeRefusal(response.status, text) };
      throw new Error(`the container answered ${response.status}: ${text}`);
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

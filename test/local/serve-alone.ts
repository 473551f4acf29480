import { ADMIN, type ServiceHandler } from '../../local/gateway/service.ts';
import { startGateway } from '../../local/gateway/start-gateway.ts';

export interface LoneService {
  /** What an SDK client takes to ask it. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  stop(): Promise<void>;
}

/** One service behind the gateway, for whoever asks; a bug of ours fails the test run. */
export async function serveAlone(name: string, handler: ServiceHandler): Promise<LoneService> {
  const gateway = await startGateway({
    port: 0,
    services: new Map([[name, handler]]),
    principalOf: () => ADMIN,
    onBug: (error) => Promise.reject(error),
  });
  const credentials = { accessKeyId: 'AKIAME', secretAccessKey: 'x' };
  return { client: { endpoint: gateway.url, region: 'us-east-1', credentials }, stop: gateway.stop };
}

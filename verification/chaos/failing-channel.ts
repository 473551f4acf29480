import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Secrets } from '../../local/secrets/secret-services.ts';
import type { ChannelWatch } from './channel-watch.ts';
import { WEBHOOK } from './compressed-assembly.ts';
import type { FaultTally } from './fault-tally.ts';
import type { TroubleSchedule } from './trouble-schedule.ts';

const CERTIFICATES = new URL('../certificates/', import.meta.url);

/** What a server can do instead of taking a message. */
const FAILURES = ['429', '503', 'redirect', 'cut', 'silent', 'taken and cut', 'taken and 500', 'huge answer'] as const;

type Failure = (typeof FAILURES)[number];

/** Of all messages, at an intensity of 1. */
const FAILURE_SHARE = 0.2;
const HUGE_BYTES = 1_000_000;

/** A server that the webhook of chaos calls. */
export interface FailingChannel {
  /** What the secret of the webhook must hold for it. */
  readonly secrets: Secrets;
  /** The authority that functions have to trust. */
  readonly certificates: string;
  /** From then on some messages fail. */
  start(): void;
  /** From then on all are taken. */
  stop(): void;
  close(): Promise<void>;
}

export interface FailingChannelOptions {
  readonly random: () => number;
  readonly schedule: TroubleSchedule;
  readonly tally: FaultTally;
  /** Hears what was taken. */
  readonly watch: ChannelWatch;
}

/** Starts it on 127.0.0.1. */
export async function startFailingChannel(options: FailingChannelOptions): Promise<FailingChannel> {
  let isFailing = false;
  const read = (name: string) => readFileSync(new URL(name, CERTIFICATES));
  const server = createServer({ key: read('server.key'), cert: read('server.pem') }, async (request, response) => {
    const body = await textOf(request);
    if (body === undefined) return;
    const failure = isFailing ? failureOf(options) : undefined;
    if (failure === undefined || failure.startsWith('taken') || failure === 'huge answer') {
      options.watch.seeWebhook(body);
    }
    answer(response, failure);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const key = `whsec_${Buffer.from('a key of chaos, 24 bytes').toString('base64')}`;
  return {
    secrets: { [WEBHOOK.secret]: JSON.stringify({ url: `https://127.0.0.1:${port}/alerts`, key }) },
    certificates: fileURLToPath(new URL('ca.pem', CERTIFICATES)),
    start() {
      isFailing = true;
    },
    stop() {
      isFailing = false;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function failureOf({ random, schedule, tally }: FailingChannelOptions): Failure | undefined {
  if (!schedule.isDue('channel', FAILURE_SHARE)) return undefined;
  const failure = FAILURES[Math.floor(random() * FAILURES.length)];
  tally.note(`webhook: ${failure}`);
  return failure;
}

/** Undefined where whoever sent it was gone before its end. */
async function textOf(request: IncomingMessage): Promise<string | undefined> {
  try {
    let text = '';
    for await (const chunk of request) text += chunk;
    return text;
  } catch {
    return undefined;
  }
}

function answer(response: ServerResponse, failure: Failure | undefined): void {
  switch (failure) {
    case '429':
      response.writeHead(429, { 'retry-after': '1' }).end();
      break;
    case '503':
      response.writeHead(503).end();
      break;
    case 'taken and 500':
      response.writeHead(500).end();
      break;
    case 'redirect':
      response.writeHead(302, { location: 'https://127.0.0.1/elsewhere' }).end();
      break;
    case 'cut':
    case 'taken and cut':
      response.destroy();
      break;
    case 'silent':
      break;
    default:
      response.writeHead(200).end(failure === 'huge answer' ? Buffer.alloc(HUGE_BYTES) : undefined);
  }
}

import { createKinesis, type Kinesis, type KinesisOptions } from '../../../local/kinesis/kinesis.ts';
import { kinesisService } from '../../../local/kinesis/kinesis-service.ts';

export interface KinesisUnderTest {
  readonly kinesis: Kinesis;
  /** Lets time pass. */
  pass(ms: number): void;
  /** One request by its operation's name, through the same door as clients'; the answer's JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into by tests only
  call(operation: string, input: object): Promise<any>;
}

/** Streams on a clock that stands still unless told. */
export function kinesisUnderTest(options: Partial<KinesisOptions> = {}): KinesisUnderTest {
  let nowMs = Date.UTC(2026, 10, 20, 12);
  const kinesis = createKinesis({ now: () => nowMs, ...options });
  const handle = kinesisService(kinesis);
  return {
    kinesis,
    pass: (ms) => {
      nowMs += ms;
    },
    call: async (operation, input) => {
      const response = await handle({
        method: 'POST',
        path: '/',
        query: new URLSearchParams(),
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Kinesis_20131202.${operation}` },
        body: Buffer.from(JSON.stringify(input)),
        principal: 'admin',
      });
      return response.body === '' ? undefined : JSON.parse(response.body as string);
    },
  };
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

import { expect, test } from 'vitest';
import { POISONS, type Poison, poisonMark, readPoisonLine } from '../../../local/faults/poison.ts';
import { deploy, handlerModule } from '../lambda/deployed-function.ts';

const DECODER = new URL('../../../local/faults/poison-decoder.ts', import.meta.url);

/** A function that parses the text which its event carries in base64, as the consumer does with a record. */
function parsing() {
  return deploy({
    files: handlerModule('return JSON.parse(Buffer.from(event.data, "base64").toString());'),
    variables: { NODE_OPTIONS: `--import=${DECODER}` },
    timeoutMs: 1500,
  });
}

function eventOf(note: string): object {
  return { data: Buffer.from(JSON.stringify({ note })).toString('base64') };
}

test.for<[Poison, RegExp]>([
  ['hang', /Sandbox.Timedout/],
  // Where the system does not tell a process's memory, it ends by its own hand.
  ['out_of_memory', /Runtime.(OutOfMemory|ExitError)/],
])(
  'a record with the poison %s ends its process by the platform’s limit, and says so first',
  async ([poison, error]) => {
    const { invoke, lines } = parsing();
    const outcome = await invoke(eventOf(poisonMark(poison)));
    expect(outcome).toMatchObject({ kind: 'function_error', errorType: expect.stringMatching(error) });
    expect(lines.map(readPoisonLine).filter(Boolean)).toEqual([{ poison, traceId: expect.stringMatching(/^Root=1-/) }]);
    expect(await invoke(eventOf('fine'))).toMatchObject({ kind: 'answered', payload: { note: 'fine' } });
  },
);

test('what is not parsed does no harm, and a line that says nothing of poison is none', async () => {
  const { invoke } = parsing();
  for (const poison of POISONS) {
    expect(await invoke({ data: Buffer.from('1').toString('base64'), note: poison })).toMatchObject({ payload: 1 });
    expect(readPoisonLine(`something about ${poisonMark(poison)}`)).toBeUndefined();
  }
});

import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Outbox } from '../../../../inference-container/serve/http/outbox.ts';

/** An outbox by a clock that is moved by hand, and what it has sent. */
function outboxAt(nowMs: number) {
  const sent: string[] = [];
  const clock = { nowMs };
  const outbox = new Outbox(() => clock.nowMs);
  return { clock, sent, add: (answer: string) => outbox.add(() => sent.push(answer)) };
}

describe('answers', () => {
  it('that are made during one look at the network leave together, in their order', async () => {
    const { sent, add } = outboxAt(0);
    for (const round of [1, 2]) {
      sent.length = 0;
      add(`first of ${round}`);
      add(`second of ${round}`);
      expect(sent).toEqual([]);
      await setImmediate();
      expect(sent).toEqual([`first of ${round}`, `second of ${round}`]);
    }
  });

  it('wait for others no longer than half a millisecond, and leave once', async () => {
    const { clock, sent, add } = outboxAt(7);
    add('first');
    clock.nowMs += 0.4;
    add('second');
    expect(sent).toEqual([]);
    clock.nowMs += 0.2;
    add('third');
    expect(sent).toEqual(['first', 'second', 'third']);
    clock.nowMs += 0.2;
    add('fourth');
    expect(sent).toHaveLength(3);
    await setImmediate();
    expect(sent).toEqual(['first', 'second', 'third', 'fourth']);
  });
});

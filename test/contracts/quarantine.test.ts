import { describe, expect, it } from 'vitest';
import { encodeQuarantined, type QuarantinedObservation, quarantineKey } from '../../contracts/quarantine.ts';

function quarantined(sequenceNumber: string, index: number, data = ''): QuarantinedObservation {
  const shardId = 'shardId-000000000001';
  return {
    identity: `${shardId}:${sequenceNumber}:${index}`,
    shardId,
    sequenceNumber,
    index,
    partitionKey: 'a\nb\u2028',
    arrivedAt: '2026-01-02T03:04:05.000Z',
    reason: { code: 'unreadable', path: '', message: 'neither JSON nor a line of numbers' },
    data,
  };
}

describe('a quarantine object', () => {
  it('has the same key for the same observations, whoever writes it and when', () => {
    const both = [quarantined('7', 0), quarantined('9', 4)];
    expect(quarantineKey(both)).toMatch(
      /^quarantine\/2026\/01\/02\/shardId-000000000001\/7\.0-9\.4-[0-9a-f]{8}\.jsonl$/,
    );
    expect(quarantineKey(structuredClone(both))).toBe(quarantineKey(both));
  });

  it('never has the key of one that holds more', () => {
    const three = [quarantined('7', 0), quarantined('7', 1), quarantined('9', 4)];
    const keys = [three, three.slice(0, 2), three.slice(0, 1), three.slice(1), [three[0], three[2]]].map(quarantineKey);
    expect(new Set(keys).size).toBe(5);
  });

  it('holds a line of JSON for each, whatever is in them', () => {
    const both = [quarantined('7', 0, 'AAAA'), quarantined('9', 4)];
    const text = encodeQuarantined(both);
    expect(text.endsWith('\n')).toBe(true);
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(both);
  });
});

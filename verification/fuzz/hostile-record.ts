import { gzipSync } from 'node:zlib';
import { encodeRedriven } from '../../contracts/record-forms/redriven.ts';
import { FULL_RECORDS, OVERFULL_RECORDS } from './costly-records.ts';
import { damageBytes } from './damage-bytes.ts';
import type { Draw } from './draw.ts';
import { hostileText } from './hostile-text.ts';
import { aggregate, asAggregate } from './kpl-aggregate.ts';

const MEBIBYTE = 1024 * 1024;

/** Records that take long to make, or much room: rare, and made once. */
const LARGE: readonly Uint8Array[] = [
  Buffer.alloc(MEBIBYTE, ' '),
  Buffer.alloc(MEBIBYTE, '1,'),
  Buffer.alloc(MEBIBYTE, '1\n'),
  Buffer.alloc(MEBIBYTE, '['),
  Buffer.from(`{"feature_1":1,"note":"${'x'.repeat(MEBIBYTE - 30)}"}`),
  Buffer.from(`{"features":{${Array.from({ length: 60_000 }, (_, i) => `"f${i}":${i}`).join(',')}}}`),
  Buffer.from(`[${'{"feature_1":1},'.repeat(6000)}{}]`),
  Buffer.from('['.repeat(10_000) + ']'.repeat(10_000)),
  Buffer.from(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`),
  gzipSync(Buffer.alloc(11 * MEBIBYTE, ' ')),
  gzipSync(Buffer.alloc(10 * MEBIBYTE, '{"feature_1":1}\n')),
  gzipSync(`[${'[1,2,3],'.repeat(MEBIBYTE)}[1,2,3]]`),
  gzipSync(gzipSync('{"feature_1":1}')),
];

const SMALL: readonly Uint8Array[] = [
  Buffer.from(''),
  Buffer.from(' \n\t'),
  Buffer.from('\ufeff{"feature_1":1}'),
  Buffer.from([0]),
  Buffer.from([0xc3, 0x28]),
  Buffer.from([0x1f, 0x8b]),
  Buffer.from([0xf3, 0x89, 0x9a, 0xc2]),
  Buffer.from('null'),
  Buffer.from('[]'),
  Buffer.from('{}'),
  Buffer.from('[[]]'),
  Buffer.from('[{}]'),
];

/** Records without end: each hopeless one first, and then usually nearly right, sometimes damaged, seldom a bomb. */
export function* hostileRecords(draw: Draw): Generator<Uint8Array, never> {
  const large = [
    ...LARGE,
    FULL_RECORDS['values in arrays'](),
    FULL_RECORDS['values in lines'](),
    ...Object.values(OVERFULL_RECORDS).map((make) => make()),
  ];
  yield* SMALL;
  yield* large;
  for (;;) {
    if (draw.chance(0.0002)) yield draw.of(large);
    else if (draw.chance(0.02)) yield draw.of(SMALL);
    else yield draw.chance(0.3) ? damageBytes(inSomeForm(draw), draw) : inSomeForm(draw);
  }
}

function inSomeForm(draw: Draw): Uint8Array {
  const text = () => Buffer.from(hostileText(draw));
  const form = draw.below(20);
  if (form === 0) return gzipSync(text());
  if (form === 1) {
    const data = () => (draw.chance(0.2) ? gzipSync(text()) : text());
    return aggregate(draw.list(5, () => ({ partitionKey: `key-${draw.below(3)}`, data: data() })));
  }
  if (form === 2) return asAggregate(draw.bytes(60));
  if (form === 3) {
    const identity = draw.of(['shardId-000000000000:1:0', 'shardId-1:2:3', 'nonsense', 'shardId-0:1:9999999']);
    const arrivedAt = draw.of(['2026-11-20T11:00:00Z', 'yesterday', '+999999-01-01T00:00:00Z']);
    return encodeRedriven(draw.list(3, () => ({ redrivenFrom: identity, arrivedAt, data: text() })));
  }
  return text();
}

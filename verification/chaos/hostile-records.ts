import { gzipSync } from 'node:zlib';
import type { Model } from '../../model/model.ts';
import { isStrange, judgeRow, type PlannedRow, type PooledFeatures } from './row-pool.ts';

/**
 * The bytes of a record, and which of its observations can be scored, by index: a row, or undefined where it goes to
 * quarantine.
 */
export interface HostileRecord {
  readonly data: Uint8Array;
  readonly rows: readonly (PlannedRow | undefined)[];
}

type Maker = (row: PlannedRow) => HostileRecord;

const BOMB = gzipSync(Buffer.alloc(11 * 1024 * 1024, ' '));
const NESTED = '['.repeat(10_000) + ']'.repeat(10_000);
const LARGE_LABEL = 'x'.repeat(200_000);

const bytes = (text: string) => Buffer.from(text);
const bad = (data: Uint8Array): HostileRecord => ({ data, rows: [undefined] });
const full = (row: PlannedRow, more: object = {}) => JSON.stringify({ features: row.features, ...more });
const BROKEN = '{"features":{"feature_1":1e999}}';

/** Records as careless and hostile producers write them, each with a usual row where it has one at all. */
export function hostileMakers(models: readonly Model[]): readonly Maker[] {
  const scored = (data: string, row: PlannedRow): HostileRecord => ({ data: bytes(data), rows: [row] });
  const [first, ...others] = models[0].features as [string, ...string[]];
  const flat = (row: PlannedRow) => JSON.stringify(row.features).slice(1, -1);
  return [
    () => bad(bytes('')),
    () => bad(Buffer.from([0xc3, 0x28, 0xa0, 0xff])),
    (row) => bad(bytes(full(row).slice(0, -3))),
    (row) => bad(gzipSync(full(row)).subarray(0, -12)),
    () => bad(BOMB),
    () => bad(bytes(NESTED)),
    () => bad(bytes(BROKEN)),
    () => bad(Buffer.concat([Buffer.from([0xf3, 0x89, 0x9a, 0xc2]), Buffer.alloc(40, 7)])),
    () => bad(bytes('{"features":{"nobody":1,"knows":2,"constructor":3}}')),
    (row) => bad(bytes(full(row, { timestamp: 'yesterday' }))),
    (row) => bad(bytes(full(row, { source: 'weir:data-quality' }))),
    (row) => scored(`{"${first}":1e9,${flat(row)}}`, row),
    (row) => scored(`{"__proto__":{"${first}":9},${flat(row)},"toString":"x"}`, row),
    (row) => scored(JSON.stringify(mapValues(row.features, String)), row),
    (row) => scored(full(row, { timestamp: '1970-01-01T00:00:00Z' }), row),
    (row) => scored(full(row, { timestamp: '9999-12-31T23:59:59Z' }), row),
    (row) => scored(full(row, { labels: { long: LARGE_LABEL } }), row),
    (row) => scored(JSON.stringify({ features: { ...row.features, extra: 1, more: -1e308 } }), row),
    (row) => {
      const present = Object.fromEntries(others.map((name) => [name, row.features[name]]));
      const imputed = judgeRow(models, present);
      return isStrange(imputed) ? scored(full(row), row) : scored(JSON.stringify({ features: present }), imputed);
    },
    (row) => scored(Object.values(row.features).join(','), row),
    (row) => ({ data: gzipSync(full(row)), rows: [row] }),
    (row) => ({ data: bytes(`[${BROKEN},${full(row)},${full(row)}]`), rows: [undefined, row, row] }),
    (row) => ({ data: bytes(`[${full(row)},${BROKEN},${full(row)}]`), rows: [row, undefined, row] }),
    (row) => ({ data: bytes(`${full(row)}\n${full(row)}\n{"cut`), rows: [row, row, undefined] }),
  ];
}

function mapValues(features: PooledFeatures, change: (value: number) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(features).map(([name, value]) => [name, change(value)]));
}

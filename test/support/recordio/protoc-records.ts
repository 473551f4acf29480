/** A record in protobuf's text form, what protoc 3.21.12 makes of it with `record.proto`, and the row that it is. */
interface ProtocRecord {
  readonly what: string;
  readonly text: string;
  readonly hex: string;
  /** Whether the repeated fields stand one by one, `[packed = false]` in the schema. */
  readonly isUnpacked?: true;
  /** Of three features; null is missing. */
  readonly row: readonly (number | null)[];
}

const values = (tensor: string) => `features { key: "values" value { ${tensor} } }`;

export const PROTOC_RECORDS: readonly ProtocRecord[] = [
  {
    what: 'dense float32',
    text: values('float32_tensor { values: [0.25, 10, 100] }'),
    hex: '0a1a0a0676616c7565731210120e0a0c0000803e000020410000c842',
    row: [0.25, 10, 100],
  },
  {
    what: 'dense float64',
    text: values('float64_tensor { values: [0.1, -10, 1e300] }'),
    hex: '0a260a0676616c756573121c1a1a0a189a9999999999b93f00000000000024c09c7500883ce4377e',
    row: [0.1, -10, 1e300],
  },
  {
    what: 'dense int32',
    text: values('int32_tensor { values: [0, -10, 2147483647] }'),
    hex: '0a1e0a0676616c75657312143a120a1000f6ffffffffffffffff01ffffffff07',
    row: [0, -10, 2147483647],
  },
  {
    what: 'sparse float32',
    text: values('float32_tensor { values: [10, 100] keys: [1, 2] shape: [3] }'),
    hex: '0a1d0a0676616c756573121312110a08000020410000c842120201021a0103',
    row: [0, 10, 100],
  },
  {
    what: 'sparse float64',
    text: values('float64_tensor { values: [1e-3] keys: [2] shape: [3] }'),
    hex: '0a1c0a0676616c75657312121a100a08fca9f1d24d62503f1201021a0103',
    row: [0, 0, 1e-3],
  },
  {
    what: 'sparse int32 without any key',
    text: values('int32_tensor { shape: [3] }'),
    hex: '0a0f0a0676616c75657312053a031a0103',
    row: [0, 0, 0],
  },
  {
    what: 'dense float32 with a NaN',
    text: values('float32_tensor { values: [nan, 10, 100] }'),
    hex: '0a1a0a0676616c7565731210120e0a0c0000c07f000020410000c842',
    row: [null, 10, 100],
  },
  {
    what: 'dense float32 with all else that a record has',
    text: `${values('float32_tensor { values: [1, 2, 3] }')}
      label { key: "values" value { float32_tensor { values: [1] } } }
      uid: "u-1" metadata: "{}" configuration: "{}"`,
    hex: '0a1a0a0676616c7565731210120e0a0c0000803f000000400000404012120a0676616c756573120812060a040000803f1a03752d3122027b7d2a027b7d',
    row: [1, 2, 3],
  },
  {
    what: 'float32 that is not packed',
    text: values('float32_tensor { values: [-1, 300] keys: [0, 2] shape: [3] }'),
    hex: '0a1c0a0676616c756573121212100d000080bf0d00009643100010021803',
    isUnpacked: true,
    row: [-1, 0, 300],
  },
  {
    what: 'float64 that is not packed',
    text: values('float64_tensor { values: [-1, 300] keys: [0, 2] shape: [3] }'),
    hex: '0a240a0676616c756573121a1a1809000000000000f0bf090000000000c07240100010021803',
    isUnpacked: true,
    row: [-1, 0, 300],
  },
  {
    what: 'int32 that is not packed',
    text: values('int32_tensor { values: [-1, 300] keys: [0, 2] shape: [3] }'),
    hex: '0a200a0676616c75657312163a1408ffffffffffffffffff0108ac02100010021803',
    isUnpacked: true,
    row: [-1, 0, 300],
  },
];

/** The label `score` of 0.25, in the same two forms. */
export const PROTOC_SCORE = {
  text: 'label { key: "score" value { float32_tensor { values: [0.25] } } }',
  hex: '12110a0573636f7265120812060a040000803e',
};

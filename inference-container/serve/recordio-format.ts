/**
 * SageMaker's records as bytes: each a protocol buffer, one after the other in RecordIO.
 *
 * The messages are those of "Common data formats for training" in SageMaker's guide, the schema `aialgs.data`; the
 * framing is MXNet's (https://mxnet.apache.org/api/architecture/note_data_loading#data-format): the magic number, then
 * the number of bytes in 29 bits with a flag in the three above, both little endian, then the bytes, then zeros up to
 * a multiple of four.
 */
export const RECORDIO_MAGIC = 0xced7230a;

/** Of what stands before the bytes of a part. */
export const RECORDIO_HEADER_BYTES = 8;

/** The bits of a part's number of bytes; the flag stands above them. */
export const RECORDIO_LENGTH_BITS = 29;

/**
 * What part of a record it is. A record that has the magic number at a multiple of four in its bytes is parted there,
 * and the number left out.
 */
export const RECORDIO_FLAGS = { whole: 0, first: 1, middle: 2, last: 3 } as const;

/** Field numbers of the messages; a map is a message of key and value for each of its entries. */
export const RECORD_FIELDS = { features: 1, label: 2, metadata: 4 } as const;
export const MAP_FIELDS = { key: 1, value: 2 } as const;
export const VALUE_FIELDS = { float32Tensor: 2, float64Tensor: 3, int32Tensor: 7, bytes: 9 } as const;
export const TENSOR_FIELDS = { values: 1, keys: 2, shape: 3 } as const;

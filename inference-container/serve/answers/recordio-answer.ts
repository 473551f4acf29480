import { RECORDIO_TYPE } from '../http/media-types.ts';
import {
  MAP_FIELDS,
  RECORD_FIELDS,
  RECORDIO_HEADER_BYTES,
  RECORDIO_MAGIC,
  TENSOR_FIELDS,
  VALUE_FIELDS,
} from '../recordio-format.ts';
import type { AnswerForm } from './answer-forms.ts';

/** The record of a usual row, all but its score, and where that stands. */
const SCORE_RECORD = scoreRecord();
const SCORE_BYTES = 4;
const SCORE_AT = SCORE_RECORD.lastIndexOf(Buffer.alloc(SCORE_BYTES, 0xff));
const LITTLE_ENDIAN = true;

/**
 * The answer of SageMaker's Random Cut Forest to its SDK: a record for each row, with the label `score` of one float32.
 * A row that could not be scored has a record without labels, whose metadata are `{"error": ..}` as JSON. Why a row is
 * strange has no room in it: the JSON forms say that.
 */
export const recordIoAnswer: AnswerForm = {
  contentType: RECORDIO_TYPE,
  open: '',
  separator: '',
  close: '',
  verdict({ score }) {
    const record = Buffer.from(SCORE_RECORD);
    record.writeFloatLE(score, SCORE_AT);
    return record;
  },
  problem: (error) => inRecordIo(lengthDelimited(RECORD_FIELDS.metadata, Buffer.from(JSON.stringify({ error })))),
  usualRow: () => ({
    before: SCORE_RECORD.subarray(0, SCORE_AT),
    after: SCORE_RECORD.subarray(SCORE_AT + SCORE_BYTES),
  }),
  scoreBytes: SCORE_BYTES,
  writeScore(view, at, scores, row) {
    view.setFloat32(at, scores[row], LITTLE_ENDIAN);
    return at + SCORE_BYTES;
  },
};

/** A record whose score is four bytes that nothing else in it has. */
function scoreRecord(): Buffer {
  const tensor = lengthDelimited(TENSOR_FIELDS.values, Buffer.alloc(4, 0xff));
  const value = lengthDelimited(VALUE_FIELDS.float32Tensor, tensor);
  const key = lengthDelimited(MAP_FIELDS.key, Buffer.from('score'));
  const label = Buffer.concat([key, lengthDelimited(MAP_FIELDS.value, value)]);
  return inRecordIo(lengthDelimited(RECORD_FIELDS.label, label));
}

/**
 * A record in one part. The magic number never parts it: its bytes are no UTF-8, and no score lies at a multiple of
 * four.
 */
function inRecordIo(record: Buffer): Buffer {
  const framed = Buffer.alloc(RECORDIO_HEADER_BYTES + 4 * Math.ceil(record.length / 4));
  framed.writeUInt32LE(RECORDIO_MAGIC, 0);
  framed.writeUInt32LE(record.length, 4);
  record.copy(framed, RECORDIO_HEADER_BYTES);
  return framed;
}

/** A field of wire type 2: its tag, the number of its bytes, the bytes. */
function lengthDelimited(number: number, bytes: Buffer): Buffer {
  const head = [number * 8 + 2];
  let length = bytes.length;
  for (; length >= 0x80; length >>>= 7) head.push((length & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([...head, length]), bytes]);
}

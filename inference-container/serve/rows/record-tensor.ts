import { protobufFields } from '../../../contracts/record-forms/protobuf-wire.ts';
import { MAP_FIELDS, RECORD_FIELDS, TENSOR_FIELDS, VALUE_FIELDS } from '../recordio-format.ts';
import { type NumberType, RepeatedNumbers } from './repeated-numbers.ts';

/** A vector: dense, or sparse where it has keys. */
export interface Tensor {
  readonly values: RepeatedNumbers;
  readonly keys: RepeatedNumbers;
  readonly shape: RepeatedNumbers;
}

/** The features of a record. */
export interface RecordFeatures {
  /** That of the feature `values`. Undefined where there is none, or it is no tensor. */
  readonly tensor: Tensor | undefined;
  /** Of the first features, so that a message can say what there is. */
  readonly names: readonly string[];
}

const MOST_NAMES = 10;
const MOST_NAME_BYTES = 80;
const UTF_8 = new TextDecoder('utf-8', { ignoreBOM: true });

const VALUE_TYPES: ReadonlyMap<number, NumberType> = new Map<number, NumberType>([
  [VALUE_FIELDS.float32Tensor, 'float'],
  [VALUE_FIELDS.float64Tensor, 'double'],
  [VALUE_FIELDS.int32Tensor, 'int32'],
]);

/**
 * Reads the features of a record, and of these the one that SageMaker's algorithms look at, which is called `values`.
 * As everywhere in protobuf the last entry of a name counts, and a message that comes in pieces is put together.
 *
 * @param record the message `Record`
 * @param most numbers of each field that are kept
 * @returns undefined if the bytes are no such message
 */
export function recordFeatures(record: Uint8Array, most: number): RecordFeatures | undefined {
  const names: string[] = [];
  let tensor: Tensor | undefined;
  for (const field of protobufFields(record)) {
    if (!field) return undefined;
    if (field.number !== RECORD_FIELDS.features) continue;
    const feature = field.bytes && readFeature(field.bytes, most);
    if (!feature) return undefined;
    if (feature.name === 'values') tensor = feature.tensor;
    if (names.length < MOST_NAMES) names.push(feature.name);
  }
  return { tensor, names };
}

function readFeature(entry: Uint8Array, most: number): { name: string; tensor: Tensor | undefined } | undefined {
  let name = '';
  const value = new Value(most);
  for (const field of protobufFields(entry)) {
    if (!field) return undefined;
    if (field.number === MAP_FIELDS.key) {
      if (!field.bytes) return undefined;
      name = UTF_8.decode(field.bytes.subarray(0, MOST_NAME_BYTES));
    }
    if (field.number === MAP_FIELDS.value && !(field.bytes && value.add(field.bytes))) return undefined;
  }
  return { name, tensor: value.tensor };
}

/** One of several types of tensor, or bytes: what is set last. */
class Value {
  readonly #most: number;
  #type: NumberType | undefined;
  tensor: Tensor | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns false if the bytes are no piece of a value */
  add(bytes: Uint8Array): boolean {
    for (const field of protobufFields(bytes)) {
      if (!field) return false;
      const type = VALUE_TYPES.get(field.number);
      if (type === undefined && field.number !== VALUE_FIELDS.bytes) continue;
      if (type !== this.#type || !this.tensor) this.#set(type);
      if (type && this.tensor && !(field.bytes && addToTensor(this.tensor, field.bytes, type))) return false;
    }
    return true;
  }

  #set(type: NumberType | undefined): void {
    this.#type = type;
    const numbers = () => new RepeatedNumbers(this.#most);
    this.tensor = type && { values: numbers(), keys: numbers(), shape: numbers() };
  }
}

function addToTensor(tensor: Tensor, bytes: Uint8Array, type: NumberType): boolean {
  for (const field of protobufFields(bytes)) {
    if (!field) return false;
    const { number } = field;
    if (number === TENSOR_FIELDS.values && !tensor.values.addField(field, type)) return false;
    if (number === TENSOR_FIELDS.keys && !tensor.keys.addField(field, 'uint64')) return false;
    if (number === TENSOR_FIELDS.shape && !tensor.shape.addField(field, 'uint64')) return false;
  }
  return true;
}

import { ServiceError } from '../gateway/service.ts';
import type { Queue } from './queue.ts';

/** The body of a request to SQS. */
export type Input = Readonly<Record<string, unknown>>;

/** What operations work on. */
export interface Queues {
  /** The queue of a name. @throws ServiceError when there is none */
  named(name: string): Queue;
  /** The queue that a request names by its URL. @throws ServiceError when there is none */
  of(input: Input): Queue;
}

/** An operation of SQS by its name: what it answers, as an object that becomes JSON. */
export type SqsOperations = Readonly<Record<string, (input: Input) => object | Promise<object>>>;

/**
 * Reads a whole number of a request; undefined when it is not given.
 *
 * @throws ServiceError when it is outside its bounds
 */
export function wholeNumberOf(input: Input, name: string, min: number, max: number): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (Number.isInteger(value) && Number(value) >= min && Number(value) <= max) return Number(value);
  throw new ServiceError(
    'InvalidParameterValue',
    `Value ${JSON.stringify(value)} for parameter ${name} is invalid. Reason: Must be between ${min} and ${max}.`,
  );
}

/** A list of texts of a request; empty when it is not given. */
export function textsOf(input: Input, name: string): readonly string[] {
  const value = input[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/**
 * Reads a text that a request must have.
 *
 * @throws ServiceError when it is not there
 */
export function textOf(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ServiceError('MissingParameter', `The request must contain the parameter ${name}.`);
}

import { BUG_PROBLEMS, type Explanations } from './bug-problems.ts';

/** Why a record, or one observation in it, cannot be read. The decoder gives these. */
export const RECORD_PROBLEMS = {
  empty: {
    meaning: 'The record, or an array in it, holds nothing.',
    action: 'Let the producer leave out records without observations.',
  },
  not_text: {
    meaning: 'The bytes are neither UTF-8 text nor gzip nor an aggregate of the Kinesis Producer Library.',
    action: 'Let the producer send one of these.',
  },
  unreadable: {
    meaning: 'The text is neither JSON nor a line of numbers.',
    action: 'Compare the bytes with the record forms; text that starts with `eyJ` was encoded as base64 twice.',
  },
  bad_gzip: {
    meaning: 'The gzip is damaged or cut off.',
    action: 'Look for what cuts or changes the bytes between producer and stream.',
  },
  gzip_too_large: {
    meaning: 'The gzip unpacks to more bytes than one record may hold.',
    action: 'Let the producer put fewer observations into one record.',
  },
  bad_aggregate: {
    meaning: 'The record begins as an aggregate of the Kinesis Producer Library and does not go on as one.',
    action: 'Look for what cuts or changes the bytes between producer and stream.',
  },
  bad_checksum: {
    meaning: 'The aggregate of the Kinesis Producer Library does not have the MD5 that stands at its end.',
    action: 'Look for what changes the bytes between producer and stream.',
  },
  too_many_observations: {
    meaning: 'One record holds more observations than allowed.',
    action: 'Let the producer put fewer observations into one record.',
  },
  too_many_values: {
    meaning: 'What one record unpacks to holds more values than allowed.',
    action: 'Let the producer put fewer observations into one record.',
  },
  not_an_observation: {
    meaning: 'An array holds something that is no object and no list of numbers among those that are.',
    action: 'Let the producer send objects, or lists of numbers.',
  },
  bad_state_line: {
    meaning: 'A line that begins with `{"weir:state":` says neither which source to forget nor what to learn.',
    action: 'Put such records with `npm run sources -- forget` and `npm run warm`.',
  },
  unknown_canary: {
    meaning: 'The record begins as a canary, `{"weir:canary":`, and is none that the installation put on the stream.',
    action: 'Let the producer send something else: only the canary function puts such records.',
  },
  needs_mapping: {
    meaning: 'The record is an envelope of a known form that does not say by itself what in it is measured.',
    action: 'Set `mapping` as the message says, or let the producer send what is in the envelope.',
  },
  no_observations: {
    meaning: 'The mapping says that there is a list of observations, and the record has none there.',
    action: 'Compare what stands before `[*]` in `mapping` with the record.',
  },
  no_features: {
    meaning: 'The observation has no numeric value.',
    action: 'Let the producer send numbers, or set `mapping` to where they stand in its JSON.',
  },
  too_many_features: {
    meaning: 'The observation has more values than allowed.',
    action: 'Set `mapping` to the values that the model needs, or let the producer leave out the others.',
  },
  not_a_number: {
    meaning: 'A feature is something else than a number.',
    action: 'Let the producer send a number or null, or leave the name out; what is not measured can be a label.',
  },
  bad_source: {
    meaning: 'The source is no text of the allowed length, or begins as the names that Weir keeps for itself.',
    action: 'Let the producer send another source, or set `mapping` to another field.',
  },
  bad_id: {
    meaning: "The observation's id is no text of the allowed length.",
    action: 'Let the producer send another id or none, or set `mapping` to another field.',
  },
  bad_timestamp: {
    meaning: 'The timestamp is neither ISO 8601 nor a number of seconds, milli-, micro- or nanoseconds since 1970.',
    action: 'Let the producer send one of these or none: then the arrival counts.',
  },
  bad_labels: {
    meaning: 'The labels are no object of texts, or there are too many.',
    action: 'Let the producer send a flat object of texts.',
  },
} as const satisfies Explanations;

/** Why the model cannot score a row. The container gives the same codes; the decoder gives the first two, too. */
export const MODEL_PROBLEMS = {
  not_finite: {
    meaning: 'A value is not a finite number.',
    action: 'Let the producer send null, or nothing, where it has no measurement.',
  },
  repeated_feature: {
    meaning: 'Two names differ in white space around them alone, and have different values.',
    action: 'Let the producer write each name once.',
  },
  no_known_feature: {
    meaning: 'The row has a value for none of the features of the model.',
    action: 'Train on rows of this stream, set `mapping`, or redrive with `--rename old=new` when a name has changed.',
  },
  only_missing: {
    meaning: 'The row has names of the model, and each of them is missing.',
    action: 'Look at the producer: it sent a reading without a value. There is nothing to judge.',
  },
  wrong_length: {
    meaning: 'The row has more or fewer values than the model has features.',
    action: 'Let the producer send as many values as the model has features, or send them with names.',
  },
} as const satisfies Explanations;

/** Why an observation has no verdict that counts, although the endpoint is available. */
export const SCORING_PROBLEMS = {
  observation_too_large: {
    meaning: 'The observation alone is larger than a request to the endpoint may be.',
    action: 'Let the producer send fewer or shorter names, or set `mapping` to the values that the model needs.',
  },
  refused: {
    meaning: 'The endpoint refused the observation four times in a row, and accepted others in between.',
    action: 'Read the message: it ends with what the endpoint said, often one of [its codes](container-problems.md).',
  },
  unanswerable: {
    meaning: 'The endpoint failed on the observation four times in a row, and answered others in between.',
    action: 'Read the message and the log of the endpoint; redrive when the endpoint is mended.',
  },
  unknown_feature: {
    meaning:
      'The observation lacks a feature, and has a name that the model does not know. Only with `unknownFeatures`.',
    action: 'Let the producer use the name that the model knows, or redrive with `--rename old=new`.',
  },
} as const satisfies Explanations;

/** What is wrong with an answer of the endpoint. Never a reason itself: its message goes into `unanswerable`. */
export const ANSWER_PROBLEMS = {
  answer_not_json: {
    meaning: 'The answer of the endpoint is not JSON.',
    action: 'Look at what answers in place of the container.',
  },
  not_scores: {
    meaning: 'The answer of the endpoint has no list `scores`.',
    action: 'Look at what answers in place of the container.',
  },
  wrong_row_count: {
    meaning: 'The answer of the endpoint has more or fewer rows than the request.',
    action: 'Deploy the container and the functions from one version.',
  },
  not_a_scored_row: {
    meaning: 'A row of the answer is neither a verdict nor a problem.',
    action: 'Deploy the container and the functions from one version.',
  },
} as const satisfies Explanations;

/** Why a function refuses its settings and does not start. Never a reason: its message is the function's error. */
export const SETTINGS_PROBLEMS = {
  settings_not_json: {
    meaning: "The variable with the function's settings does not hold JSON.",
    action: 'Deploy again: the variable is not written by hand.',
  },
  wrong_version: {
    meaning: 'The settings of the function are of another version than its code.',
    action: 'Deploy again: code and settings go together.',
  },
  bad_settings: {
    meaning: 'A setting of the function is missing or has a value that it cannot have.',
    action: 'Deploy again: the variable is not written by hand.',
  },
} as const satisfies Explanations;

/** Codes of reasons for which an observation goes to quarantine. */
export const QUARANTINE_PROBLEMS = {
  ...RECORD_PROBLEMS,
  ...MODEL_PROBLEMS,
  ...SCORING_PROBLEMS,
  ...BUG_PROBLEMS,
} as const satisfies Explanations;

/** Codes of {@link MODEL_PROBLEMS}. */
export type ModelProblemCode = keyof typeof MODEL_PROBLEMS;

/** Every code that our own code may give to a problem on the way of a record. `docs/reasons.md` is made from them. */
export type ProblemCode =
  | keyof typeof QUARANTINE_PROBLEMS
  | keyof typeof ANSWER_PROBLEMS
  | keyof typeof SETTINGS_PROBLEMS;

/** What the code of a reason means; undefined for one that another version gave. */
export function meaningOf(code: string): string | undefined {
  const problems: Explanations = QUARANTINE_PROBLEMS;
  return Object.hasOwn(problems, code) ? problems[code]?.meaning : undefined;
}

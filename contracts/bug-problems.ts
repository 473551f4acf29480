/** What a code says: one meaning, which never changes, and what a person does about it. Sentences of Markdown. */
interface Explanation {
  readonly meaning: string;
  readonly action: string;
}

/** What codes say, by code. */
export type Explanations = Readonly<Record<string, Explanation>>;

/** What is a bug of ours. The alarm "Record breaks the consumer" goes off. */
export const BUG_PROBLEMS = {
  unprocessable: {
    meaning: 'Our own code threw on the observation.',
    action: 'Report the bug with the message and the bytes; redrive after the fix.',
  },
  crashed_function: {
    meaning: 'The record ended the function twice, out of memory or of time, and was not read a third time.',
    action: 'Report the bug with the bytes; redrive after the fix.',
  },
} as const satisfies Explanations;

/** Whether what has this code is a bug of ours, and no fault of the producer, the model or the endpoint. */
export function isOurBug(code: string): boolean {
  return Object.hasOwn(BUG_PROBLEMS, code);
}

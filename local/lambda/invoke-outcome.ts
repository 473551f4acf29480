/** What came of one invocation, as the caller learns it. */
export type InvokeOutcome = Answered | FunctionError | Throttled;

interface Answered {
  readonly kind: 'answered';
  readonly requestId: string;
  readonly payload: unknown;
}

/** The function threw, ran out of time or memory, or its process ended. */
export interface FunctionError {
  readonly kind: 'function_error';
  /** Absent when not even its initialisation was reached. */
  readonly requestId?: string;
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** No environment was free and none may be started. */
interface Throttled {
  readonly kind: 'throttled';
}

/** What came of one invocation, as the caller learns it. */
export type InvokeOutcome =
  | { readonly kind: 'answered'; readonly payload: unknown }
  /** The function threw, ran out of time or memory, or its process ended. */
  | {
      readonly kind: 'function_error';
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace?: readonly string[];
    }
  /** No environment was free and none may be started. */
  | { readonly kind: 'throttled' };

/** What a caller of a failed function receives. */
export interface ErrorJson {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** Writes whatever was thrown as the runtime reports it. */
export function toErrorJson(error: unknown): ErrorJson {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

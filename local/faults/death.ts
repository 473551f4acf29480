/**
 * How a function's process can end in the middle of an invocation. All of them end it at once; the platform tells them
 * apart.
 */
export type Death = 'killed' | 'out_of_memory' | 'time_limit';

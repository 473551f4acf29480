/**
 * How children are spawned: a Ctrl-C in the terminal must reach only the command itself, which then ends them in order.
 * (On Windows a detached process would open a window of its own.)
 */
export const OUT_OF_TERMINAL = { detached: process.platform !== 'win32' } as const;

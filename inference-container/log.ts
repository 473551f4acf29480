/** One line of JSON, so that nothing from a request can break out of it. */
export type Log = (level: 'INFO' | 'ERROR', message: string, details?: Readonly<Record<string, unknown>>) => void;

/** @param write takes a line without its end */
export function lineLog(write: (line: string) => void, now: () => number): Log {
  return (level, message, details = {}) => {
    write(JSON.stringify({ level, message, timestamp: new Date(now()).toISOString(), ...details }));
  };
}

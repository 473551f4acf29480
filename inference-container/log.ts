/** One line of JSON, so that nothing from a request can break out of it. */
export type Log = (level: 'INFO' | 'ERROR', message: string, details?: Readonly<Record<string, unknown>>) => void;

/**
 * Makes a log that writes lines of JSON.
 *
 * @param write takes a line without its end
 * @param now milliseconds since 1970
 */
export function lineLog(write: (line: string) => void, now: () => number): Log {
  return (level, message, details = {}) => {
    write(JSON.stringify({ level, message, timestamp: new Date(now()).toISOString(), ...details }));
  };
}

import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly timestampMs: number;
  readonly message: string;
}

/** Everything that functions and containers write, by group; each group in memory and, when wished, in a file. */
export interface LogGroups {
  /** Without it a group is there from its first line on. */
  create(group: string): void;
  /** @param fileName of the group's file in the folder of logs, without its ending */
  write(group: string, fileName: string, line: string): void;
  events(group: string): readonly LogEvent[];
  names(): readonly string[];
  stop(): Promise<void>;
}

/** Kept in memory per group, for the API; a file has all. */
const MAX_EVENTS = 50_000;

/**
 * Keeps the youngest lines of each log group in memory, and all of them in files.
 *
 * @param logsDir where the files go; undefined writes none
 */
export function logGroups(logsDir: string | undefined): LogGroups {
  const groups = new Map<string, LogEvent[]>();
  const files = new Map<string, WriteStream>();
  if (logsDir !== undefined) mkdirSync(logsDir, { recursive: true });
  return {
    create: (group) => void groups.set(group, groups.get(group) ?? []),
    write(group, fileName, line) {
      const events = groups.get(group) ?? [];
      groups.set(group, events);
      events.push({ timestampMs: Date.now(), message: line });
      if (events.length > MAX_EVENTS) events.splice(0, MAX_EVENTS / 10);
      if (logsDir === undefined) return;
      const file = files.get(fileName) ?? createWriteStream(join(logsDir, `${fileName}.log`));
      files.set(fileName, file);
      file.write(`${line}\n`);
    },
    events: (group) => groups.get(group) ?? [],
    names: () => [...groups.keys()],
    async stop() {
      await Promise.all([...files.values()].map((file) => new Promise<void>((resolve) => file.end(resolve))));
    },
  };
}

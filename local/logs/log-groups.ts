import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

export interface LogEvent {
  /** Counts the lines of its group from 0, also those that are forgotten. */
  readonly index: number;
  /** Milliseconds since the epoch. */
  readonly timestampMs: number;
  readonly message: string;
}

export interface LogGroup {
  readonly name: string;
  readonly createdAtMs: number;
  /** The youngest, in their order. */
  readonly events: readonly LogEvent[];
}

/** Everything that functions and containers write, by group; each group in memory and, when wished, in a file. */
export interface LogGroups {
  /** Without it a group is there from its first line on. */
  create(group: string): void;
  /** @param fileName of the group's file in the folder of logs, without its ending */
  write(group: string, fileName: string, line: string): void;
  /** By name. */
  readonly all: ReadonlyMap<string, LogGroup>;
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
  const groups = new Map<string, LogGroup & { readonly events: LogEvent[] }>();
  const files = new Map<string, WriteStream>();
  if (logsDir !== undefined) mkdirSync(logsDir, { recursive: true });
  const groupOf = (name: string) => {
    const group = groups.get(name) ?? { name, createdAtMs: Date.now(), events: [] };
    groups.set(name, group);
    return group;
  };
  return {
    create: (group) => void groupOf(group),
    write(group, fileName, line) {
      const { events } = groupOf(group);
      const index = (events.at(-1)?.index ?? -1) + 1;
      events.push({ index, timestampMs: Date.now(), message: line });
      if (events.length > MAX_EVENTS) events.splice(0, MAX_EVENTS / 10);
      if (logsDir === undefined) return;
      const file = files.get(fileName) ?? createWriteStream(join(logsDir, `${fileName}.log`));
      files.set(fileName, file);
      file.write(`${line}\n`);
    },
    all: groups,
    async stop() {
      await Promise.all([...files.values()].map((file) => new Promise<void>((resolve) => file.end(resolve))));
    },
  };
}

/**
 * The rooms that can be mutated, and whose tests are held against them: their own, and of a room that is a language
 * between others also those of its speakers. Tests that start processes (the local cloud, commands, end to end) are
 * left out: they take seconds each, and a mutant lives in the process of the test only.
 */
export const ROOMS = {
  contracts: ['contracts', 'lambda', 'model'],
  detectors: ['detectors'],
  lambda: ['lambda'],
  lib: ['lib'],
  model: ['model'],
  settings: ['settings'],
  streams: ['streams'],
  tabular: ['tabular'],
} as const satisfies Record<string, readonly string[]>;

export type Room = keyof typeof ROOMS;

/** Says whether mutants of the room can be made. */
export function isRoom(name: string): name is Room {
  return Object.hasOwn(ROOMS, name);
}

/**
 * Preloaded (`NODE_OPTIONS=--import=FILE`) into a function's process: its wall clock runs ahead by as much as the file
 * says that `SKIPPED_CLOCK_VARIABLE` names, as those of everything else do when a run skips hours.
 */
import { readFileSync } from 'node:fs';
import { SKIPPED_CLOCK_VARIABLE } from './skipped-clock-file.ts';

/** Looked at no more often. */
const LOOK_MS = 20;

const file = process.env[SKIPPED_CLOCK_VARIABLE]!;
const systemNow = Date.now;
let skippedMs = 0;
let lookedAtMs = Number.NEGATIVE_INFINITY;

Date.now = () => {
  const nowMs = systemNow();
  if (nowMs - lookedAtMs >= LOOK_MS) {
    skippedMs = Number(readFileSync(file, 'utf8'));
    lookedAtMs = nowMs;
  }
  return nowMs + skippedMs;
};

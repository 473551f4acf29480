import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { MutantResult } from '@stryker-mutator/api/core';
import type { Mutation } from './mutate-room.ts';
import { NOT_CHOSEN } from './sample-checker.ts';

/** A test failed, took too long, or could not even be loaded. */
const NOTICED: readonly MutantResult['status'][] = ['Killed', 'Timeout', 'RuntimeError'];

/**
 * The score of a room in a line, and a line for each mutant that no test noticed.
 *
 * What took too long is told apart: a loop that never ends is noticed, but a busy machine looks the same.
 */
export function describeMutation(room: string, { mutants, seconds }: Mutation): string {
  const tried = mutants.filter(({ statusReason }) => statusReason !== NOT_CHOSEN);
  const noticed = tried.filter(({ status }) => NOTICED.includes(status));
  const unnoticed = tried.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  const percent = (100 * noticed.length) / (noticed.length + unnoticed.length);
  const endless = noticed.filter(({ status }) => status === 'Timeout').length;
  const score = `${percent.toFixed(1)} %, ${noticed.length} of ${tried.length} mutants noticed`;
  const head = `${room}: ${score}, ${endless} of them by their time (${mutants.length} are possible), ${Math.round(seconds)} s`;
  return [head, ...unnoticed.map(describeMutant).sort()].join('\n');
}

function describeMutant({ fileName, location: { start, end }, replacement, status }: MutantResult): string {
  const lines = readFileSync(fileName, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  lines.push(lines.pop()!.slice(0, end.column - 1));
  const original = lines.join('\n').slice(start.column - 1);
  const place = `${relative('', fileName)}:${start.line}`;
  const reach = status === 'NoCoverage' ? ', which no test reaches' : '';
  return `  ${place}  ${inOneLine(original)}  →  ${inOneLine(replacement)}${reach}`;
}

function inOneLine(code: string): string {
  const line = code.replace(/\s+/g, ' ').trim() || '(nothing)';
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

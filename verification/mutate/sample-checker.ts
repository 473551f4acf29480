import { relative } from 'node:path';
import { type Checker, type CheckResult, CheckStatus } from '@stryker-mutator/api/check';
import type { Mutant, StrykerOptions } from '@stryker-mutator/api/core';
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { chooseSample } from './choose-sample.ts';

export interface Sample {
  readonly mutants: number;
  readonly seed: number;
}

/** Stryker tries every mutant that its checkers let pass: this one lets a sample pass. */
function sampleChecker(options: StrykerOptions): Checker {
  const { mutants: count, seed } = options.sample as Sample;
  return {
    async init() {},
    // All in one group: a sample is chosen from the whole.
    group: async (mutants) => [mutants.map(({ id }) => id)],
    check: async (mutants) => {
      const places = mutants.map((mutant) => ({ ...mutant, fileName: relative('', mutant.fileName) }));
      const chosen = chooseSample(places, count, seed);
      return Object.fromEntries(places.map((mutant) => [mutant.id, resultOf(chosen.has(mutant))]));
    },
  };
}
sampleChecker.inject = tokens(commonTokens.options);

function resultOf(isChosen: boolean): CheckResult {
  if (isChosen) return { status: CheckStatus.Passed };
  return { status: CheckStatus.CompileError, reason: NOT_CHOSEN };
}

/** The reason of a mutant that was left out. */
export const NOT_CHOSEN = 'not in the sample' satisfies NonNullable<Mutant['statusReason']>;

export const strykerPlugins = [declareFactoryPlugin(PluginKind.Checker, 'sample', sampleChecker)];

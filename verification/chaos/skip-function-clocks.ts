import { SKIPPED_CLOCK_VARIABLE } from '../../local/faults/skipped-clock-file.ts';
import { type FunctionTemplate, functionVariables } from '../../scripts/cli/patch-function-settings.ts';

/** Sets the clock of the process that loads it ahead. */
const SKIPPED_CLOCK = new URL('../../local/faults/skipped-clock.ts', import.meta.url);

/**
 * Has the clocks of a template's functions run ahead, in place.
 *
 * @param clockFile says how far, written by `skippingClock`
 */
export function skipFunctionClocks(template: FunctionTemplate, clockFile: string): void {
  for (const variables of functionVariables(template)) {
    Object.assign(variables, { NODE_OPTIONS: `--import=${SKIPPED_CLOCK}`, [SKIPPED_CLOCK_VARIABLE]: clockFile });
  }
}

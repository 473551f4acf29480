import * as z from 'zod/mini';

const ERRORS = { text: 'must be a text that is not empty', positive: 'must be a number above 0' };

/** A text that is not empty. */
export const textSetting = z.string({ error: ERRORS.text }).check(z.minLength(1, { error: ERRORS.text }));

/** A number above 0. */
export const positiveSetting = z.number({ error: ERRORS.positive }).check(z.positive({ error: ERRORS.positive }));

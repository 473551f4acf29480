import type { MessageGate } from '../../incidents/message-gate.ts';

/** Has every alert told alone: for tests that are about something else. */
export const OPEN_GATE: MessageGate = { ask: async () => ({ is: 'told' }), settle: () => {} };

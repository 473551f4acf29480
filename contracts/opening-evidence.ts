/** The setting `openingEvidence`: points that open an incident; with 1 each anomaly does. */
export const OPENING_EVIDENCE = { least: 1, default: 3, most: 10 } as const;

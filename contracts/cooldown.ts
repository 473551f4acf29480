/** The setting `cooldownSeconds`: an incident is over when its source has shown no anomaly for this long. */
export const COOLDOWN_SECONDS = { least: 10, default: 300, most: 86_400 } as const;

/** Whether a channel was told of an alert. */
export interface ChannelLine {
  readonly alertId: string;
  /** Its name. */
  readonly channel: string;
  /** `failed` stays in the channel's queue; `not_told` is what the channel's settings have. */
  readonly decision: 'sent' | 'not_told' | 'failed';
  /** Why not. */
  readonly reason?: string;
  /** The first is 1. */
  readonly attempt: number;
  /** Until the next try. */
  readonly waitSeconds?: number;
}

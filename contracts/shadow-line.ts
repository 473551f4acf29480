/** What a shadow says beside the model that judges, of observations that were scored together. Nobody is told. */
export interface ShadowLine {
  /** Versions of both. */
  readonly current: string;
  readonly shadow: string;
  /** Whom both could judge. */
  readonly observations: number;
  /** Whom one or both find anomalous, the first two hundred. */
  readonly found: readonly ShadowFinding[];
  /** Whom they find anomalous beyond those. */
  readonly more?: number;
  /** Whom the model judged and the shadow could not, and why the first of them. */
  readonly failed?: { readonly observations: number; readonly reason: string };
}

export interface ShadowFinding {
  /** `shardId:sequenceNumber:index`. */
  readonly identity: string;
  readonly source: string;
  /** ISO 8601. */
  readonly observedAt: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly by: 'current' | 'shadow' | 'both';
  /** Grades by both, 0 where it is usual. */
  readonly grades: { readonly current: number; readonly shadow: number };
  /** Of who finds it the stranger; absent with `logFeatures: false`. */
  readonly explanation?: string;
}

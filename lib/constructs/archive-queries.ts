/** A question that people ask of the archive. */
export interface ArchiveQuery {
  readonly description: string;
  /** In the SQL of Athena; what stands in it in quotes is to be changed by who asks. */
  readonly sql: string;
}

/**
 * The saved queries by name. Each names the days that it reads, because Athena is paid by what it reads, and takes
 * what was delivered again once.
 *
 * @param database name of the Glue database
 */
export function archiveQueries(database: string): Readonly<Record<string, ArchiveQuery>> {
  return {
    'What a source did': {
      description: 'All verdicts of one source of two days, in the order of its own clock',
      sql: `${once(database, "day >= '2026-01-31' AND day <= '2026-02-01' AND source = 'pump-3'")}
SELECT observed_at, score, surprise, anomalous, decision, explanation, features
FROM once
ORDER BY observed_at`,
    },
    'What became of anomalies': {
      description: 'Anomalies of a week by day, severity and what became of them',
      sql: `${once(database, "day >= date_format(current_date - INTERVAL '7' DAY, '%Y-%m-%d') AND anomalous")}
SELECT substr(observed_at, 1, 10) AS observed_day, severity, decision, count(*) AS anomalies, count(DISTINCT source) AS sources
FROM once
GROUP BY substr(observed_at, 1, 10), severity, decision
ORDER BY observed_day DESC, anomalies DESC`,
    },
    'How rare scores are': {
      description: 'Of each model of a week, how many verdicts it gave, how many it flagged, and where its scores lie',
      sql: `${once(database, "day >= date_format(current_date - INTERVAL '7' DAY, '%Y-%m-%d')")}
SELECT model_version, count(*) AS verdicts, avg(CASE WHEN anomalous THEN 1.0 ELSE 0.0 END) AS flagged_share,
  max(threshold) AS highest_threshold, approx_percentile(score, 0.5) AS median_score,
  approx_percentile(score, 0.99) AS score_of_one_in_100, approx_percentile(score, 0.999) AS score_of_one_in_1000
FROM once
GROUP BY model_version
ORDER BY verdicts DESC`,
    },
  };
}

/** Rows by their identity, each once: of what was delivered again the first that was counted. */
function once(database: string, where: string): string {
  return `WITH numbered AS (
  SELECT *, row_number() OVER (
    PARTITION BY identity ORDER BY CASE WHEN decision = 'already_counted' THEN 1 ELSE 0 END, day, hour
  ) AS delivery
  FROM ${database}.verdicts
  WHERE ${where}
), once AS (
  SELECT * FROM numbered WHERE delivery = 1
)`;
}

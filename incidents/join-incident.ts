import type { IncidentAlert } from '../contracts/alert.ts';
import { compareSeverity } from '../contracts/verdict.ts';
import { type Anomaly, describeAnomaly, timeOfAnomaly } from './anomaly.ts';
import { type Character, charactersOf } from './character.ts';
import { incidentAlert } from './incident-alert.ts';
import type { OpenIncident } from './incident-item.ts';
import { newsOf, withTold } from './told-characters.ts';

/** So many anomalies in a row must be of another character. */
const IN_A_ROW = 3;

/** What joining needs to know beside the incident and the anomaly. */
export interface Joining {
  /** How severe the incident is with the anomaly in it. */
  severityOf(incident: OpenIncident): OpenIncident['severity'];
  /** The silence that ends it. */
  readonly silenceMs: number;
  /** Whether what came since it paused would be enough to open one. */
  readonly isProven: boolean;
  readonly nowMs: number;
}

/** The incident with the anomaly in it, and what people must hear of that. */
export interface Joined {
  readonly incident: OpenIncident;
  readonly alert?: IncidentAlert;
}

/**
 * Counts an anomaly in the open incident of its source. The incident speaks again where its severity rises; where
 * three in a row show what people have not heard, another feature or direction, or one that is far further off; and
 * where it goes on after a pause of more than half the silence that ends it, each time only when that is longer ago
 * than all that they have heard of: so one that comes and goes for long speaks ever more seldom.
 */
export function joinIncident(open: OpenIncident, anomaly: Anomaly, joining: Joining): Joined {
  const incident = withOne(open, anomaly, joining);
  const { told } = open;
  const atMs = timeOfAnomaly(anomaly);
  const { source } = anomaly.observation;
  if (compareSeverity(incident.severity, open.severity) > 0) return tell('worsened');
  if (incident.change && incident.change.times >= IN_A_ROW) {
    const { alert, ...rest } = tell('changed');
    return { ...rest, alert: { ...alert, ...changeWords(incident.change.to, told) } };
  }
  if (!incident.isPaused || !joining.isProven) return { incident };
  return atMs - told.atMs >= told.atMs - open.openedAtMs ? tell('resumed') : { incident: goingOn(incident) };

  function tell(kind: IncidentAlert['kind']) {
    const characters = charactersOf(anomaly.verdict.contributions);
    const after: OpenIncident = {
      ...goingOn(incident),
      told: {
        messages: told.messages + 1,
        atMs,
        wallMs: joining.nowMs,
        ...withTold(told, characters),
      },
    };
    return { incident: after, alert: incidentAlert(after, kind, source) };
  }
}

function withOne(open: OpenIncident, anomaly: Anomaly, { severityOf, silenceMs, nowMs }: Joining): OpenIncident {
  const { change: _, ...known } = open;
  const atMs = timeOfAnomaly(anomaly);
  const characters = charactersOf(anomaly.verdict.contributions);
  const change = changeOf(open, characters);
  const isPaused = open.isPaused || atMs > open.lastAnomalyAtMs + silenceMs / 2;
  const incident: OpenIncident = {
    ...known,
    lastAnomalyAtMs: Math.max(open.lastAnomalyAtMs, atMs),
    lastCountedAtMs: nowMs,
    anomalies: open.anomalies + 1,
    grade: Math.max(open.grade, anomaly.verdict.grade),
    features: Math.max(open.features, characters.length),
    ...(anomaly.usualIntervalMs !== undefined && { usualIntervalMs: anomaly.usualIntervalMs }),
    ...(change && { change }),
    ...(isPaused && { isPaused }),
    lastAnomaly: describeAnomaly(anomaly),
  };
  const severity = severityOf(incident);
  return compareSeverity(severity, open.severity) > 0 ? { ...incident, severity } : incident;
}

/** What leads nothing says nothing of it. */
function changeOf({ told, change }: OpenIncident, characters: readonly Character[]): OpenIncident['change'] {
  if (characters.length === 0) return change;
  const to = newsOf(told, characters);
  return to === undefined ? undefined : { to, times: change?.to === to ? change.times + 1 : 1 };
}

/** What led before, where it is another one; or what is further off than people have heard. */
function changeWords(to: string, { characters }: OpenIncident['told']): Pick<IncidentAlert, 'changedFrom' | 'further'> {
  if (characters.includes(to)) return { further: to };
  return characters[0] === undefined ? {} : { changedFrom: characters[0] };
}

function goingOn({ isPaused: _, change: __, ...incident }: OpenIncident): OpenIncident {
  return incident;
}

import { MODEL_SOURCE, type ModelAlert } from '../../contracts/alert.ts';
import { versionOfIdentity } from '../../contracts/model-registry.ts';

/** What people hear of a model. */
export interface ModelNews {
  readonly about: ModelAlert['about'];
  /** Identity of the model that it is about. */
  readonly model: string;
  /** Identity of the one that judges then; undefined where none does. */
  readonly beside: string | undefined;
  readonly why: string;
}

/** Makes the alert of it. Its id is made of what happened: a tick that comes again tells the same. */
export function modelAlert({ about, model, beside, why }: ModelNews, nowMs: number): ModelAlert {
  const version = versionOfIdentity(model);
  return {
    version: 1,
    alertId: `model-${about}-${version}`,
    kind: 'model',
    about,
    source: MODEL_SOURCE,
    severity: about === 'candidate' ? 'low' : 'medium',
    model: version,
    ...(beside !== undefined && { beside: versionOfIdentity(beside) }),
    why,
    detectedAt: new Date(nowMs).toISOString(),
  };
}

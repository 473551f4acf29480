import { versionOfIdentity } from '../../contracts/model-registry.ts';
import { attachModel, MAX_TRAVELLING_BYTES, modelNeededBy } from '../../contracts/model-request.ts';
import type { Invoke, ScoringAnswer, Send } from '../aws/scoring-endpoint.ts';
import { Unavailable } from '../failures.ts';

export interface BroughtModels {
  readonly send: Send;
  /** The `model.tar.gz` of a version. */
  archiveOf(identity: string): Promise<Uint8Array>;
  /** What the endpoint takes, the model included. */
  readonly maxRequestBytes: number;
  /** Milliseconds of a clock. */
  now(): number;
}

/**
 * Has any version of the model score, whichever is deployed: where a copy of the container does not hold it, the
 * request goes there once more with the model in front of it. Where both are more than the endpoint takes, the request
 * is too large, so that fewer rows come at once.
 *
 * @throws Unavailable from the port, also for a version that is too large to travel and not deployed any more: until it
 *   is voided, or the function scores by it
 */
export function bringingModels({ send, archiveOf, maxRequestBytes, now }: BroughtModels): Invoke {
  return async (body, timeoutMs, model) => {
    if (model === undefined) return send(body, timeoutMs);
    const endMs = now() + timeoutMs;
    const answer = await send(body, timeoutMs, { identity: model, isAttached: false });
    if (!isNeeded(answer)) return answer;
    const archive = await archiveOf(model);
    const leftMs = endMs - now();
    if (leftMs <= 0) throw new Unavailable('models', `version ${versionOfIdentity(model)} came too late to be sent`);
    if (archive.length > MAX_TRAVELLING_BYTES) throw new Unavailable('scoring', immobile(model, archive.length));
    const attached = attachModel(archive, body);
    if (attached.length > maxRequestBytes) return tooLarge(attached.length, maxRequestBytes);
    const brought = await send(attached, leftMs, { identity: model, isAttached: true });
    if (!isNeeded(brought)) return brought;
    throw new Unavailable(
      'scoring',
      `the endpoint asks for version ${versionOfIdentity(model)}, which the request brought`,
    );
  };
}

function isNeeded(answer: ScoringAnswer): boolean {
  return answer.kind === 'answered' && modelNeededBy(answer.body) !== undefined;
}

function immobile(model: string, bytes: number): string {
  const version = versionOfIdentity(model);
  return `the endpoint does not hold version ${version}, whose ${bytes} bytes are too many to travel: deploy it again, or void it`;
}

function tooLarge(bytes: number, maxBytes: number): ScoringAnswer {
  const reason = `the request and the model that it needs have ${bytes} bytes, the endpoint takes ${maxBytes}`;
  return { kind: 'refused', reason, isTooLarge: true };
}

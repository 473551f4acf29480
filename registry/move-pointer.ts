import type { ModelCard } from '../contracts/model-card.ts';
import {
  HOLDS_AFTER_MS,
  isVoided,
  type ModelPointer,
  modelAt,
  type PointerChange,
  versionOfIdentity,
} from '../contracts/model-registry.ts';
import { MAX_TRAVELLING_BYTES, MAX_UNPACKED_MODEL_BYTES } from '../contracts/model-request.ts';

/** Who moves the pointer, when and why. */
export interface MovedBy {
  readonly atMs: number;
  readonly by: string;
  readonly why: string;
}

/** The change that says which version judges, once every change holds; undefined where none does. */
export function currentOf(pointer: ModelPointer): PointerChange | undefined {
  return modelAt(pointer, Number.POSITIVE_INFINITY);
}

/** The change to which a rollback goes: what judged before the current one did; undefined where none did. */
export function previousOf(pointer: ModelPointer): PointerChange | undefined {
  return standing(pointer).at(-2);
}

/**
 * Has a version judge what arrives from a minute on.
 *
 * @throws {Error} where it judges already, and where it is too large to travel
 */
export function promote(pointer: ModelPointer, card: ModelCard, movedBy: MovedBy): ModelPointer {
  const { model } = card;
  if (currentOf(pointer)?.model === model) throw new Error(`version ${versionOfIdentity(model)} judges already`);
  refuseImmobile(pointer, card);
  return withChange(pointer, changeTo(card, 'promoted', movedBy));
}

/**
 * Has the version judge again that judged before the current one.
 *
 * @param card of the version of {@link previousOf}
 * @throws {Error} where there is none before, and where it is too large to travel
 */
export function rollBack(pointer: ModelPointer, card: ModelCard | undefined, movedBy: MovedBy): ModelPointer {
  const previous = previousOf(pointer);
  if (previous === undefined) throw new Error('there is no version before this one: npm run models -- list');
  const version = versionOfIdentity(previous.model);
  if (card?.model !== previous.model) throw new Error(`the registry has no card of version ${version}: put it there`);
  refuseImmobile(pointer, card);
  return withChange(pointer, changeTo(card, 'rolled back', movedBy));
}

/**
 * Takes a version out that cannot score: what it should have judged is judged by the one before, at once, whatever
 * arrived when. It may be promoted again later.
 *
 * @throws {Error} where it never judged, or is voided already
 */
export function voidVersion(pointer: ModelPointer, model: string, { atMs, by, why }: MovedBy): ModelPointer {
  if (!pointer.changes.some((change) => change.model === model && !isVoided(pointer, change))) {
    throw new Error(`version ${versionOfIdentity(model)} has nothing to judge, so that nothing can be taken from it`);
  }
  return { ...pointer, voided: [...pointer.voided, { model, atMs: afterAll(pointer, atMs), by, why }] };
}

/**
 * Has a version score beside the one that judges, or none.
 *
 * @param card undefined for none
 * @throws {Error} where it judges, and where it is too large to travel
 */
export function setShadow(pointer: ModelPointer, card: ModelCard | undefined, movedBy: MovedBy): ModelPointer {
  const { shadow: _, ...others } = pointer;
  if (card === undefined) return others;
  const { model } = card;
  if (currentOf(pointer)?.model === model) {
    throw new Error(`version ${versionOfIdentity(model)} judges: it cannot be its own shadow`);
  }
  refuseImmobile(pointer, card);
  return { ...others, shadow: { model, ...movedBy } };
}

/**
 * Notes which version the endpoint holds, and has it judge when it is deployed for the first time. The current one is
 * voided where it was deployed before, and is too large to travel.
 *
 * @param cardOfCurrent of the version of {@link currentOf}; undefined where there is none
 */
export function noteDeployed(
  pointer: ModelPointer,
  card: ModelCard,
  cardOfCurrent: ModelCard | undefined,
  { atMs, by, why }: MovedBy,
): ModelPointer {
  const { model } = card;
  let noted: ModelPointer = pointer.deployed === model ? pointer : { ...pointer, deployed: model };
  const left = currentOf(pointer);
  if (left && left.model === cardOfCurrent?.model && refusalToTravel(noted, cardOfCurrent)) {
    const replaced = `version ${versionOfIdentity(model)} was deployed in its place, and it is too large to travel`;
    noted = voidVersion(noted, left.model, { atMs, by, why: replaced });
  }
  const isKnown = noted.changes.some(
    (change) => change.kind === 'deployed' && change.model === model && !isVoided(noted, change),
  );
  return isKnown ? noted : withChange(noted, changeTo(card, 'deployed', { atMs, by, why }));
}

/** The changes that neither a rollback nor a voiding took back, the newest last: each version judged after the last. */
function standing(pointer: ModelPointer): PointerChange[] {
  const stack: PointerChange[] = [];
  for (const change of pointer.changes) {
    if (isVoided(pointer, change)) continue;
    if (change.kind === 'rolled back') {
      while (stack.length > 0 && stack.at(-1)?.model !== change.model) stack.pop();
    }
    if (stack.at(-1)?.model !== change.model) stack.push(change);
  }
  return stack;
}

type NewChange = Omit<PointerChange, 'holdsFromMs'>;

function changeTo(card: ModelCard, kind: PointerChange['kind'], { atMs, by, why }: MovedBy): NewChange {
  const { model, sample, features } = card;
  return { model, kind, ...(sample && { sampleFeatures: features }), atMs, by, why };
}

/** The very first change holds for all that ever arrived: nobody can have judged by another one. */
function withChange(pointer: ModelPointer, change: NewChange): ModelPointer {
  const last = pointer.changes.at(-1);
  const holdsFromMs = last ? Math.max(change.atMs + HOLDS_AFTER_MS, last.holdsFromMs) : 0;
  const { shadow, ...others } = pointer;
  const atMs = afterAll(pointer, change.atMs);
  return {
    ...others,
    ...(shadow && shadow.model !== change.model && { shadow }),
    changes: [...pointer.changes, { ...change, holdsFromMs, atMs }],
  };
}

/** The time, or a later one where the clock of who moved the pointer last is ahead: the order must be seen. */
function afterAll({ changes, voided }: ModelPointer, atMs: number): number {
  return Math.max(atMs, ...[changes.at(-1), voided.at(-1)].map((each) => (each ? each.atMs + 1 : 0)));
}

function refuseImmobile(pointer: ModelPointer, card: ModelCard): void {
  const refusal = refusalToTravel(pointer, card);
  if (refusal !== undefined) throw new Error(refusal);
}

/** Why a version cannot be asked for; undefined where it can, as that which is deployed can whatever its size. */
function refusalToTravel({ deployed }: ModelPointer, card: ModelCard): string | undefined {
  const { model, archiveBytes, unpackedBytes } = card;
  if (model === deployed) return undefined;
  if (archiveBytes <= MAX_TRAVELLING_BYTES && unpackedBytes <= MAX_UNPACKED_MODEL_BYTES) return undefined;
  const [got, wanted] = [
    [archiveBytes, unpackedBytes],
    [MAX_TRAVELLING_BYTES, MAX_UNPACKED_MODEL_BYTES],
  ].map((sizes) => sizes.map((bytes) => `${(bytes / 1e6).toFixed(1)} MB`).join(', unpacked '));
  return `version ${versionOfIdentity(model)} is too large to travel with requests: got ${got}, wanted at most ${wanted}: deploy it, npm run deploy -- -c model=DIR`;
}

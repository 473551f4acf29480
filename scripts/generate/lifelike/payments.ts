import type { GeneratedTable, NamedRow } from '../generated-table.ts';
import { type RandomDraws, randomDraws } from '../random-draws.ts';
import { busyness, type Rhythm } from './busyness.ts';

const START_MS = Date.UTC(2024, 0, 1);
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const CARDS = 200;
/** Of all cards together, at a moment that is as busy as it gets. */
const PAYMENTS_A_DAY_AND_CARD = 6;
const RHYTHM: Rhythm = { peakHour: 16, weekend: 1.2 };
/** Nights are not empty. */
const LEAST_BUSY = 0.05;
/** At the beginning nothing happens, so that a model can be trained on it. */
const QUIET_SHARE = 0.25;
const PAYMENTS_A_FRAUD = 700;

const NAMES = ['amount', 'distance_km', 'merchant_risk'];

export interface PaymentsGeneration {
  readonly rows: number;
  /** Cards. Absent: 200. */
  readonly sources?: number;
  /** Cards that are misused. */
  readonly events?: number;
  readonly seed: number;
}

/** Who pays what: a usual amount of its own, within a distance of its own. */
interface Card {
  readonly name: string;
  readonly amount: number;
  readonly distanceKm: number;
}

/**
 * Payments of cards at irregular times, more by day than by night, each card with amounts and distances of its own.
 * Frauds are payments beside the card's own: `testing`, many small ones within minutes, and `theft`, a few large ones
 * far away. In the order of time, the same for the same arguments.
 */
export function paymentsTable(generation: PaymentsGeneration): GeneratedTable {
  return { names: NAMES, hasSources: true, hasEvents: true, rows: payments(generation) };
}

function* payments(generation: PaymentsGeneration): Generator<NamedRow> {
  const { rows, sources = CARDS, seed } = generation;
  const draws = randomDraws(2 * seed);
  const frauds = randomDraws(2 * seed + 1);
  const cards = Array.from({ length: sources }, (_, i) => cardOf(i, draws));
  const starts = fraudStarts(generation, frauds);
  let pending: NamedRow[] = [];
  let timestampMs = START_MS;
  for (let written = 0; written < rows; ) {
    timestampMs = nextMs(timestampMs, sources, draws);
    const due = pending.filter((payment) => payment.timestampMs <= timestampMs);
    pending = pending.slice(due.length);
    const own = ownPayment(cards, timestampMs, draws);
    const next = [...due, own].slice(0, rows - written);
    yield* next;
    written += next.length;
    for (; starts.length > 0 && starts[0] < written; starts.shift()) {
      pending.push(...fraud(cards[Math.floor(frauds.uniform(0, sources))], timestampMs, frauds));
      pending.sort((a, b) => a.timestampMs - b.timestampMs);
    }
  }
}

/** After how many rows frauds begin. */
function fraudStarts({ rows, events }: PaymentsGeneration, draws: RandomDraws): number[] {
  const quiet = Math.ceil(QUIET_SHARE * rows);
  const count = Math.min(events ?? Math.max(2, Math.round(rows / PAYMENTS_A_FRAUD)), rows - quiet);
  return [...draws.distinct(count, rows - quiet)].map((start) => start + quiet).sort((a, b) => a - b);
}

function cardOf(index: number, draws: RandomDraws): Card {
  const name = `card-${String(index + 1).padStart(4, '0')}`;
  return { name, amount: Math.exp(draws.normal(3.2, 0.6)), distanceKm: draws.uniform(1, 12) };
}

/** Gaps of a Poisson process whose rate follows the day and the week. */
function nextMs(timestampMs: number, sources: number, draws: RandomDraws): number {
  const rate = (sources * PAYMENTS_A_DAY_AND_CARD * Math.max(LEAST_BUSY, busyness(timestampMs, RHYTHM))) / DAY_MS;
  return timestampMs + Math.max(1, Math.round(-Math.log(1 - draws.uniform(0, 1)) / rate));
}

function ownPayment(cards: readonly Card[], timestampMs: number, draws: RandomDraws): NamedRow {
  const card = cards[Math.floor(draws.uniform(0, cards.length))];
  const amount = card.amount * Math.exp(draws.normal(0, 0.5));
  const distance = card.distanceKm * Math.exp(draws.normal(0, 0.7));
  return payment(card, timestampMs, [amount, distance, draws.uniform(0.02, 0.35)]);
}

function fraud(card: Card, fromMs: number, draws: RandomDraws): NamedRow[] {
  const isTest = draws.uniform(0, 1) < 0.5;
  const count = Math.floor(isTest ? draws.uniform(8, 20) : draws.uniform(3, 8));
  const lengthMs = isTest ? 10 * MINUTE_MS : 120 * MINUTE_MS;
  const far = draws.uniform(800, 9000);
  return Array.from({ length: count }, () => {
    const atMs = fromMs + Math.round(draws.uniform(1, lengthMs));
    const amount = isTest ? draws.uniform(0.5, 2) : card.amount * draws.uniform(6, 20);
    const distance = isTest ? card.distanceKm : far * draws.uniform(0.98, 1.02);
    return {
      ...payment(card, atMs, [amount, distance, draws.uniform(0.4, 0.9)]),
      label: true,
      event: isTest ? 'testing' : 'theft',
    };
  }).sort((a, b) => a.timestampMs - b.timestampMs);
}

function payment({ name }: Card, timestampMs: number, [amount, distance, risk]: readonly number[]): NamedRow {
  const values = [Number(amount.toFixed(2)), Number(distance.toFixed(1)), Number(risk.toFixed(3))];
  return { timestampMs, source: name, values, changes: [], label: false };
}

/**
 * The same judge in plain numbers: doubles, arrays, `Math.log`, counts that really decay. It is written from the
 * formulas and shares no line with streams/, so that what both say is what the formulas say.
 */
export interface PlainVerdict {
  readonly tails: Record<'point' | 'oneStep' | 'slow' | 'shift' | 'extreme' | 'shape', number>;
  readonly surprise: number;
  readonly score: number;
  readonly expected: number;
  readonly isAlarm: boolean;
}

const rate = (halfLife: number) => 1 - 2 ** (-1 / halfLife);
const limit = (value: number, most: number) => Math.max(-most, Math.min(most, value));
const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];

class Histogram {
  readonly #seen: number[] = [];

  /** @returns -log10 of the tail, before the value is counted */
  tail(value: number): number {
    const place = Math.max(0, Math.min(20.999999999, value > 0 ? Math.log2(value) + 6 : 0));
    const bin = Math.floor(place);
    const up = this.#seen.filter((other) => other > bin).length;
    const same = this.#seen.filter((other) => other === bin).length;
    let tail = -Math.log10((up + same * (1 - (place - bin)) + 1) / (this.#seen.length + 2));
    if (up + same === 0 && this.#seen.length > 20) {
      tail += 2 * Math.log10(2) * Math.max(0, place - Math.max(1 + Math.max(...this.#seen), 6));
    }
    this.#seen.push(bin);
    return Math.min(6, tail);
  }
}

export class PlainTwin {
  #n = 0;
  readonly #tails = {
    point: new Histogram(),
    oneStep: new Histogram(),
    slow: new Histogram(),
    shift: new Histogram(),
    extreme: new Histogram(),
    shape: new Histogram(),
  };
  #last = Number.NaN;
  #interval = Number.NaN;
  #intervals = 0;
  readonly #profile = new Map<number, { mean: number; count: number }>();
  #mean = 0;
  #spread = 0;
  #smoothed = 0;
  #level = Number.NaN;
  readonly #errors = [0, 0, 0, 0, 0, 0];
  #lasts: number[] = [];
  #robust = Number.NaN;
  #holt = [Number.NaN, 0];
  #persistent = 0;
  #slowError = 0;
  #slow = Number.NaN;
  #fast = 0;
  #slowSpread = 0;
  #fastSpread = 0;
  #range = [Infinity, -Infinity];
  #usual = Number.NaN;
  #usualSpread = 0;
  #block: number[] = [];
  #window: number[] = [];
  readonly #prototypes: { shape: number[]; uses: number }[] = [];
  #shapeTail = 0;
  #peaks: { peak: number; weight: number }[] = [];
  #open: { peak: number; last: number } | undefined;
  #lastAlarm = -Infinity;

  judge(timeMs: number, value: number): PlainVerdict {
    const n = ++this.#n;
    if (n === 1) {
      this.#level = this.#robust = this.#slow = this.#usual = value;
      this.#holt = [value, 0];
      this.#lasts = [value, value, value];
    }
    const floor = Math.max(1e-3 * Math.abs(this.#usual), 1e-12);
    this.#learnUsual(value, floor);
    const span = this.#span(timeMs);
    const season = this.#season(timeMs, value, floor);
    const slow = this.#slowStatistic(season.residual, season.spread, span);
    const next = this.#oneStep(value, season, floor);
    const tails = {
      slow: this.#tails.slow.tail(slow),
      oneStep: this.#tails.oneStep.tail(next.statistic),
      shift: this.#tails.shift.tail(this.#shift(value, floor)),
      extreme: this.#tails.extreme.tail(this.#extreme(value, floor)),
      shape: this.#shape(value, floor),
      point: this.#tails.point.tail(n > 10 ? Math.abs(season.residual) / season.spread : 0),
    };
    this.#learnSeason(timeMs, value, season, floor);
    const surprise =
      (Math.max(tails.point, tails.oneStep) + tails.slow + tails.shift + tails.extreme + tails.shape) / 5;
    const score = this.#event(surprise);
    const isAlarm = score >= 1.15 && n - this.#lastAlarm > Math.max(20, Math.min(150, 0.03 * n));
    if (isAlarm) this.#lastAlarm = n;
    return { tails, surprise, score, expected: next.expected, isAlarm };
  }

  #span(timeMs: number): number {
    const seconds = (timeMs - this.#last) / 1000;
    if (seconds > 0) {
      this.#intervals++;
      const step = limit(Math.log(seconds) - this.#interval, 1);
      this.#interval =
        this.#intervals === 1 ? Math.log(seconds) : this.#interval + Math.max(0.02, 1 / this.#intervals) * step;
    }
    if (!(seconds <= 0) && !Number.isNaN(timeMs)) this.#last = timeMs;
    return this.#intervals === 0 ? 96 : Math.max(6, Math.min(128, 28_800 / Math.exp(this.#interval)));
  }

  #bin(timeMs: number): number {
    const date = new Date(timeMs);
    return date.getUTCHours() + ([0, 6].includes(date.getUTCDay()) ? 24 : 0);
  }

  #season(timeMs: number, value: number, floor: number) {
    const spread = Math.max(this.#spread, floor);
    if (Number.isNaN(timeMs)) return { base: this.#level, residual: value - this.#level, spread, known: true };
    const bin = this.#bin(timeMs);
    const own = this.#profile.get(bin);
    const other = this.#profile.get((bin + 24) % 48);
    const mean = this.#mean + Math.max(0.002, 1 / this.#n) * (value - this.#mean);
    const base = (own ?? other)?.mean ?? mean;
    return { base, residual: value - base, spread, known: own !== undefined };
  }

  #learnSeason(timeMs: number, value: number, season: { residual: number; spread: number }, floor: number): void {
    const n = this.#n;
    const before = this.#spread;
    const size = Math.abs(season.residual);
    const clipped = n > 50 ? Math.min(size, 6 * season.spread) : size;
    this.#spread += Math.max(rate(3000), 1 / n) * (clipped - this.#spread);
    this.#mean += Math.max(0.002, 1 / n) * (value - this.#mean);
    if (Number.isNaN(timeMs)) {
      this.#level += Math.max(rate(20), 1 / n) * (value - this.#level);
      return;
    }
    const bin = this.#bin(timeMs);
    const { mean, count } = this.#profile.get(bin) ?? { mean: value, count: 0 };
    const step = before > 0 ? limit(value - mean, 6 * Math.max(before, floor)) : value - mean;
    this.#profile.set(bin, { mean: mean + Math.max(0.15, 1 / (count + 1)) * step, count: count + 1 });
  }

  #slowStatistic(residual: number, spread: number, span: number): number {
    const clipped = this.#n > 50 ? limit(residual, 6 * spread) : residual;
    this.#smoothed += Math.max(2 / (span + 1), 1 / this.#n) * (clipped - this.#smoothed);
    return this.#n > 10 ? Math.abs(this.#smoothed) / spread : 0;
  }

  #oneStep(value: number, season: { base: number; residual: number; known: boolean }, floor: number) {
    const n = this.#n;
    const profile = season.known ? season.base : this.#robust;
    const holt = this.#holt[0] + this.#holt[1];
    const forecasts = [this.#lasts[0], middle(this.#lasts), this.#robust, holt, profile, profile + this.#persistent];
    const best = this.#errors.indexOf(Math.min(...this.#errors));
    const expected = forecasts[best];
    const error = Math.abs(value - expected);
    const statistic = n > 10 ? error / Math.max(this.#errors[best], 0.05 * this.#slowError, floor) : 0;
    for (const [i, forecast] of forecasts.entries()) {
      const size = Math.abs(value - forecast);
      const clipped = n > 50 ? Math.min(size, 6 * Math.max(this.#errors[i], floor)) : size;
      this.#errors[i] += Math.max(rate(100), 1 / n) * (clipped - this.#errors[i]);
    }
    this.#slowError += Math.max(rate(3000), 1 / n) * (error - this.#slowError);
    const step = (from: number, i: number) =>
      n > 50 ? limit(value - from, 3 * Math.max(this.#errors[i], floor)) : value - from;
    this.#holt = [holt + 0.3 * step(holt, 3), this.#holt[1] + 0.03 * step(holt, 3)];
    this.#robust += Math.max(0.15, 1 / n) * step(this.#robust, 2);
    if (season.known) this.#persistent += 0.2 * (season.residual - this.#persistent);
    this.#lasts = [value, this.#lasts[0], this.#lasts[1]];
    return { statistic, expected };
  }

  #shift(value: number, floor: number): number {
    const n = this.#n;
    const distance = value - this.#slow;
    const near = n > 50 ? limit(distance, 6 * this.#slowSpread) : distance;
    this.#fast += Math.max(2 / 65, 1 / n) * (near - this.#fast);
    const shift = Math.abs(this.#fast);
    const statistic = n > 5 ? shift / Math.max(this.#fastSpread, floor) : 0;
    const slowly = Math.max(rate(3000), 1 / n);
    const clip = (size: number, spread: number) => (n > 50 ? Math.min(size, 6 * Math.max(spread, floor)) : size);
    this.#slowSpread += slowly * (clip(Math.abs(distance), this.#slowSpread) - this.#slowSpread);
    this.#fastSpread += slowly * (clip(shift, this.#fastSpread) - this.#fastSpread);
    this.#slow += slowly * near;
    return statistic;
  }

  #extreme(value: number, floor: number): number {
    const [lowest, highest] = this.#range;
    this.#range = [Math.min(lowest, value), Math.max(highest, value)];
    return this.#n > 61 ? Math.max(value - highest, lowest - value, 0) / Math.max(highest - lowest, floor) : 0;
  }

  #shape(value: number, floor: number): number {
    this.#block.push(value);
    if (this.#block.length < 6) return this.#shapeTail;
    const w = (this.#block.reduce((sum, each) => sum + each) / 6 - this.#usual) / Math.max(this.#usualSpread, floor);
    this.#block = [];
    this.#window = [...this.#window, (Math.sign(w) * Math.round(256 * Math.log1p(Math.abs(w)))) / 256].slice(-8);
    if (this.#window.length < 8) return this.#shapeTail;
    const distances = this.#prototypes.map(({ shape }) =>
      Math.sqrt(shape.reduce((sum, each, i) => sum + (each - this.#window[i]) ** 2, 0) / 8),
    );
    const least = Math.min(...distances);
    if (distances.length > 0) this.#shapeTail = this.#tails.shape.tail(least);
    for (const prototype of this.#prototypes) prototype.uses *= 0.5 ** (1 / 693);
    if (least <= 0.5) {
      const nearest = this.#prototypes[distances.indexOf(least)];
      nearest.shape = nearest.shape.map((each, i) => {
        const steps = 256 * (this.#window[i] - each);
        return each + (Math.sign(steps) * Math.ceil(Math.abs(steps) / 10)) / 256;
      });
      nearest.uses++;
    } else {
      const fresh = { shape: this.#window, uses: 1 };
      const uses = this.#prototypes.map((prototype) => prototype.uses);
      if (uses.length < 32) this.#prototypes.push(fresh);
      else this.#prototypes[uses.indexOf(Math.min(...uses))] = fresh;
    }
    return this.#shapeTail;
  }

  #learnUsual(value: number, floor: number): void {
    const n = this.#n;
    const distance = value - this.#usual;
    const step = n > 50 ? limit(distance, 3 * Math.max(this.#usualSpread, floor)) : distance;
    this.#usual += Math.max(0.002, 1 / n) * step;
    this.#usualSpread += Math.max(0.001, 1 / n) * (Math.abs(distance) - this.#usualSpread);
  }

  #event(surprise: number): number {
    const n = this.#n;
    for (const each of this.#peaks) each.weight *= 0.5 ** (1 / 2000);
    if (this.#open && n - this.#open.last > 50) {
      this.#peaks.push({ peak: 0.9 + 0.1 * Math.min(39, Math.floor((this.#open.peak - 0.9) / 0.1)), weight: 1 });
      this.#open = undefined;
    }
    const alike = this.#peaks.filter(({ peak }) => peak >= surprise - 0.1).reduce((sum, each) => sum + each.weight, 0);
    if (surprise >= 0.9) this.#open = { peak: Math.max(surprise, this.#open?.peak ?? 0), last: n };
    return surprise - 0.3 * Math.log10(1 + Math.max(0, alike - 2));
  }
}

const SECONDS = { s: 1, sec: 1, second: 1, min: 60, minute: 60, h: 3600, hour: 3600, d: 86_400, day: 86_400 } as const;
const TIMES = { '': 1, k: 1e3, thousand: 1e3, M: 1e6, m: 1e6, million: 1e6, G: 1e9, B: 1e9, billion: 1e9 } as const;

const RATE = /^(\d+(?:\.\d+)?|\.\d+) ?([A-Za-z]*) ?(?:\/|per|an?) ?([a-z]+)$/;

/** Reads how many there are in a day: `10M/day`, `116/s`, `1 million/minute`; undefined where it is no rate above 0. */
export function readRate(text: string): number | undefined {
  const [, number, unit = '', time = ''] = RATE.exec(text.trim().replaceAll(',', '')) ?? [];
  if (number === undefined || !Object.hasOwn(TIMES, unit) || !Object.hasOwn(SECONDS, time)) return undefined;
  const perDay = (Number(number) * TIMES[unit as keyof typeof TIMES] * 86_400) / SECONDS[time as keyof typeof SECONDS];
  return Number.isFinite(perDay) && perDay > 0 ? perDay : undefined;
}

/** `10 million`, `1.44 billion`, `864,000`: three digits, for people. */
export function sayCount(count: number): string {
  const short = (value: number) => Number(value.toPrecision(3)).toLocaleString('en-US');
  if (count >= 1e12) return `${short(count / 1e12)} trillion`;
  if (count >= 1e9) return `${short(count / 1e9)} billion`;
  if (count >= 1e6) return `${short(count / 1e6)} million`;
  return short(count);
}

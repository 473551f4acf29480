import cliProgress from 'cli-progress';

/** How far long work has come, on stderr: a line that moves on a terminal, elsewhere a line now and then. */
export interface Progress {
  /** @param done units so far */
  update(done: number): void;
  stop(): void;
}

const LINE_EVERY_MS = 10_000;

/**
 * @param what what is done, then the unit: `scored`, `rows`
 * @param total units, when known
 */
export function startProgress(what: string, unit: string, total?: number): Progress {
  return process.stderr.isTTY ? movingLine(what, unit, total) : linesNowAndThen(what, unit, total);
}

function movingLine(what: string, unit: string, total?: number): Progress {
  const counted = total === undefined ? '{value}' : '{bar} {value} of {total}';
  const bar = new cliProgress.SingleBar(
    {
      format: `${what} ${counted} ${unit}, {duration_formatted}`,
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      formatValue: (value, _, type) =>
        type === 'value' || type === 'total' ? value.toLocaleString('en') : String(value),
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total ?? 0, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}

function linesNowAndThen(what: string, unit: string, total?: number): Progress {
  let saidAt = performance.now();
  const of = total === undefined ? '' : ` of ${total.toLocaleString('en')}`;
  return {
    update(done) {
      const now = performance.now();
      if (now - saidAt < LINE_EVERY_MS) return;
      saidAt = now;
      console.error(`${what} ${done.toLocaleString('en')}${of} ${unit}`);
    },
    stop() {},
  };
}

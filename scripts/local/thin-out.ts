/**
 * Lets at most `perSecond` lines through and then says how many there were besides, so that a fast stream stays
 * readable.
 */
export function thinOut(perSecond: number, print: (line: string) => void): { line(text: string): void; stop(): void } {
  let printed = 0;
  let left = 0;
  const timer = setInterval(() => {
    if (left > 0) print(`... and ${left.toLocaleString('en')} more usual ones`);
    printed = 0;
    left = 0;
  }, 1_000);
  return {
    line(text) {
      if (printed++ < perSecond) print(text);
      else left++;
    },
    stop: () => clearInterval(timer),
  };
}

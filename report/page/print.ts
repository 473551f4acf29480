/**
 * Makes the page ready for paper when it is printed, and afterwards as it was: what is folded is opened, and the class
 * `paper` gives it the width and the colours of paper.
 *
 * @param fitCharts draws every chart by the style sheet as it is now
 */
export function wirePrinting(fitCharts: () => void): void {
  let folded: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
    for (const details of folded) details.open = true;
    document.documentElement.classList.add('paper');
    fitCharts();
  });
  addEventListener('afterprint', () => {
    for (const details of folded) details.open = false;
    document.documentElement.classList.remove('paper');
    fitCharts();
  });
}

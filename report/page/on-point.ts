/** Pixels within which a press is no drag. */
const STILL_PX = 4;

/** Calls the listener where somebody points at a chart, and not where a drag over it ends. */
export function onPoint(over: HTMLElement, listener: (event: MouseEvent) => void): void {
  let pressed: { readonly x: number; readonly y: number } | undefined;
  over.addEventListener('mousedown', ({ clientX: x, clientY: y }) => {
    pressed = { x, y };
  });
  over.addEventListener('click', (event) => {
    const isDrag = pressed && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > STILL_PX;
    if (!isDrag) listener(event);
  });
}

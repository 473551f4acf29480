/** The stylesheet's colours, for canvases, which cannot read custom properties themselves. */
export interface Theme {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly water: string;
  readonly strange: string;
  /** Of what the past of a source finds strange, and of a step that is too far. */
  readonly stream: string;
  readonly step: string;
  readonly missed: string;
  readonly focus: string;
}

/** Reads the colours that the style sheet gives now. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: colour('ink'),
    muted: colour('muted'),
    line: colour('line'),
    water: colour('water'),
    strange: colour('strange'),
    stream: colour('stream'),
    step: colour('step'),
    missed: colour('missed'),
    focus: colour('focus'),
  };
}

/** Calls the listener whenever the reader's system turns light or dark. */
export function onThemeChange(listener: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener);
}

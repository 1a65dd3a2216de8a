// The colours of the style sheet, for what is drawn on a canvas.

export interface Palette {
  ground: string;
  raised: string;
  line: string;
  ink: string;
  soft: string;
  accent: string;
  chosen: string;
  hues: string[];
}

/** As they are now: to be asked again when the scheme changes. */
export function palette(): Palette {
  const probe = document.createElement("span");
  // Where less motion is asked for, all changes take a moment, and a colour that still changes would be read as the one before.
  probe.style.transitionProperty = "none";
  document.body.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    ground: colour("ground"),
    raised: colour("raised"),
    line: colour("line"),
    ink: colour("ink"),
    soft: colour("ink-soft"),
    accent: colour("accent"),
    chosen: colour("chosen"),
    hues: [1, 2, 3, 4, 5, 6, 7, 8].map((index) => colour(`hue-${index}`)),
  };
  probe.remove();
  return found;
}

/** Calls when the system changes between light and dark, until the function that it returns is called. */
export function onsystem(changed: () => void): () => void {
  const query = matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

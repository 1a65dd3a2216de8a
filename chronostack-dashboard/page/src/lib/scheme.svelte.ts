/** Light or dark: as the system has it, or as was chosen here. */
export type Scheme = "system" | "light" | "dark";

const KEY = "chronostack.scheme";
const SCHEMES: readonly Scheme[] = ["system", "light", "dark"];

let chosen = $state<Scheme>(SCHEMES.find((one) => one === stored()) ?? "system");

export const scheme = {
  get chosen(): Scheme {
    return chosen;
  },
  next(): void {
    chosen = SCHEMES[(SCHEMES.indexOf(chosen) + 1) % SCHEMES.length] ?? "system";
    try {
      localStorage.setItem(KEY, chosen);
    } catch {
      // A browser that stores nothing forgets the choice, no more.
    }
    apply();
  },
};

/** Sets it on the document. */
export function apply(): void {
  document.documentElement.dataset.scheme = chosen;
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

// Where the page is: the hash holds the whole view, so that its address can be sent to a colleague.

/** The values that a view's address holds. */
export type Params = Record<string, string | number | null | undefined>;

interface Place {
  /** The view's name, "" at the start. */
  name: string;
  params: URLSearchParams;
}

let place = $state.raw<Place>(read(location.hash));

window.addEventListener("hashchange", () => {
  place = read(location.hash);
});

/** The present place. Reading it in a component or an effect follows it. */
export const route = {
  get name(): string {
    return place.name;
  },
  /** A value of the address, `null` where it has none. */
  param(name: string): string | null {
    return place.params.get(name);
  },
  /** A number of the address, `null` where it has none or something else. */
  number(name: string): number | null {
    const text = place.params.get(name);
    const value = text === null || text.trim() === "" ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : null;
  },
  /** All values of the address with this name. */
  all(name: string): string[] {
    return place.params.getAll(name);
  },
};

/** The address of a view, to be put into a link. */
export function href(name: string, params: Params = {}): string {
  const text = written(params).toString();
  return text === "" ? `#/${name}` : `#/${name}?${text}`;
}

/** Goes to a view, as a step of its own in the history. */
export function go(name: string, params: Params = {}): void {
  location.hash = href(name, params);
}

/** Changes values of the present address: `null` takes one out. `push` makes it a step that "back" undoes. */
export function update(changes: Params, push = false): void {
  const params = new URLSearchParams(place.params);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "") params.delete(name);
    else params.set(name, String(value));
  }
  const text = params.toString();
  if (text === place.params.toString()) return;
  const hash = text === "" ? `#/${place.name}` : `#/${place.name}?${text}`;
  history[push ? "pushState" : "replaceState"](null, "", hash);
  place = read(hash);
}

export function read(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  return { name: path, params: new URLSearchParams(query) };
}

function written(params: Params): URLSearchParams {
  const kept = Object.entries(params).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return new URLSearchParams(kept.map(([name, value]) => [name, String(value)]));
}

import { parse, write } from "../exact";

/** An answer that is no answer: what the server said, or that it said nothing. */
export class ApiError extends Error {
  constructor(
    /** The status, or 0 where the server could not be reached. */
    readonly status: number,
    message: string,
    readonly hint: string | null = null,
  ) {
    super(message);
  }
}

/** The values of a query; `undefined`, `null` and the empty text are left out, lists are repeated. */
export type Query = Record<string, string | number | null | undefined | readonly string[]>;

/** The address of an answer or of a download, wherever the page itself was nested. */
export function address(path: string, query: Query = {}): string {
  const url = new URL(`api/${path}`, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  return url.href;
}

export function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return ask(address(path, query), { signal }).then(exact<T>);
}

export function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return postRaw(path, body, signal).then(exact<T>);
}

/** Posts and hands the answer over as it is, for downloads that need their headers. */
export function postRaw(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return ask(address(path), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: write(body),
    signal,
  });
}

/** Whether an error only says that nobody waits for the answer any more. */
export function aborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

async function exact<T>(answer: Response): Promise<T> {
  return parse(await answer.text()) as T;
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(url, init);
  } catch (error) {
    if (aborted(error)) throw error;
    throw new ApiError(0, "the server does not answer", "Is it still running? The address bar says which one was asked.");
  }
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => null);
  throw new ApiError(answer.status, said?.error ?? `the server answered with ${answer.status}`, said?.hint ?? null);
}

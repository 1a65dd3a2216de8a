/** A type's name without the words that all around it begin with: `placed` of `order.placed` among the events of orders. */
export function short(type: string, prefix: string): string {
  return type.startsWith(prefix) ? type.slice(prefix.length) : type;
}

/** The words, with their last dot, that all names begin with; the empty text where there are none. */
export function shared(names: readonly string[]): string {
  const [first = "", ...rest] = names;
  const words = first.split(".").slice(0, -1);
  while (words.length > 0 && !rest.every((name) => name.startsWith(`${words.join(".")}.`))) words.pop();
  return words.length === 0 ? "" : `${words.join(".")}.`;
}

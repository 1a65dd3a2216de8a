// A stretch of time in microseconds, and how it is moved.

export interface Span {
  from: number;
  to: number;
}

/** No window is narrower: two dozen microseconds, the finest that a log knows. */
export const SPAN_MIN = 24;

export const width = (span: Span): number => span.to - span.from;

/** Made wider or narrower, with the moment `at` where it was, within what the log holds and some room beside it. */
export function zoomed(span: Span, at: number, factor: number, whole: Span): Span {
  const least = Math.min(SPAN_MIN, width(whole));
  const wide = Math.min(Math.max(width(span) * factor, least), width(whole) * 1.1);
  const share = (at - span.from) / width(span);
  const from = at - share * wide;
  return held({ from, to: from + wide }, whole);
}

export function moved(span: Span, by: number, whole: Span): Span {
  return held({ from: span.from + by, to: span.to + by }, whole);
}

/** Pushed back to where there is something to see: the middle stays within the log. */
export function held(span: Span, whole: Span): Span {
  const middle = (span.from + span.to) / 2;
  const wanted = Math.min(Math.max(middle, whole.from), whole.to);
  return { from: span.from + wanted - middle, to: span.to + wanted - middle };
}

/** All of it, with a margin, so that the first and the last event do not stand at the very edge. */
export function fitted(whole: Span): Span {
  const margin = width(whole) * 0.02;
  return { from: whole.from - margin, to: whole.to + margin };
}

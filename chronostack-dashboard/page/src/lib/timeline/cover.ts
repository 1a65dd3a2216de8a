import { type Place, spanOf, type Tile } from "./tile";

/** What is drawn of a tile: the part of it that stands in for the place that was wanted. */
export interface Piece {
  tile: Tile;
  from: number;
  to: number;
}

/** How much finer the tiles may be that stand in for a missing one. */
const FINER = 2;
/** How much coarser. */
const COARSER = 48;

/** What there is to draw for a place: its own tile, or a coarser one, or finer ones; nothing where there is none. */
export function cover(place: Place, tile: (place: Place) => Tile | undefined): Piece[] {
  const from = place.index * spanOf(place.level);
  const to = from + spanOf(place.level);
  const own = tile(place);
  if (own) return [{ tile: own, from, to }];
  const finer = below(place, tile, FINER);
  for (let up = 1; up <= COARSER; up += 1) {
    const coarser = tile({ level: place.level + up, index: Math.floor(place.index / 2 ** up) });
    // Finer ones show more, where they leave no hole.
    if (coarser) return covers(finer, from, to) ? finer : [{ tile: coarser, from, to }];
  }
  return finer;
}

/** More events than this in a place are better shown by its own buckets. */
const TOLD_MAX = 250;

/** Whether the place's own tile is there, or a coarser one tells its few events one by one, so that nothing need be fetched. */
export function told(place: Place, tile: (place: Place) => Tile | undefined): boolean {
  const from = place.index * spanOf(place.level);
  const to = from + spanOf(place.level);
  for (let up = 0; up <= COARSER; up += 1) {
    const found = tile({ level: place.level + up, index: Math.floor(place.index / 2 ** up) });
    if (!found || found.stale) continue;
    if (up === 0 || (found.events && found.events.filter((dot) => dot.at >= from && dot.at < to).length <= TOLD_MAX)) return true;
  }
  return false;
}

function below(place: Place, tile: (place: Place) => Tile | undefined, depth: number): Piece[] {
  if (depth === 0 || place.level === 0) return [];
  return [0, 1].flatMap((half) => {
    const inner = { level: place.level - 1, index: place.index * 2 + half };
    const found = tile(inner);
    const from = inner.index * spanOf(inner.level);
    return found ? [{ tile: found, from, to: from + spanOf(inner.level) }] : below(inner, tile, depth - 1);
  });
}

function covers(pieces: Piece[], from: number, to: number): boolean {
  return pieces.reduce((sum, piece) => sum + piece.to - piece.from, 0) >= to - from;
}

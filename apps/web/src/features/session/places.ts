import type { Place } from './list-view.ts';
import type { SeqWindow } from './seq-window.ts';

/** Where one was in a session when one left it, away from its end. For the life of the page. */
type KeptPlace = { readonly window: SeqWindow; readonly place: Place };

const places = new Map<string, KeptPlace>();

export function placeIn(sessionId: string): KeptPlace | undefined {
  return places.get(sessionId);
}

export function rememberPlace(sessionId: string, kept: KeptPlace): void {
  places.set(sessionId, kept);
}

export function forgetPlace(sessionId: string): void {
  places.delete(sessionId);
}

/** At the end of a login. */
export function forgetPlaces(): void {
  places.clear();
}

/** How the link of one device behaves. What is not named is as it should be. */
export type Weather = {
  /** New connections are turned away. */
  refuses: boolean;
  /** What is on its way takes so much longer, in ms; order is kept. */
  delayMs: number;
  /** Share of requests that reach the server twice. */
  repeatsRequests: number;
  /** Share of pushes that reach the device twice, or never. */
  repeatsPushes: number;
  dropsPushes: number;
};

export function fairWeather(): Weather {
  return { refuses: false, delayMs: 0, repeatsRequests: 0, repeatsPushes: 0, dropsPushes: 0 };
}

/** A request with an acknowledgement, the only kind of event that a client sends. */
const REQUEST = /^42\d+\[/;
/** Pushes are hints: one may get lost or come twice, and pulling makes up for it. */
const PUSH = /^42\["(sync:push|session:push|session:moved)"/;

/** How often a frame is passed on: what the protocol allows to be lost or repeated, and nothing else. */
export function copiesOf(
  text: string | null,
  towards: 'server' | 'device',
  weather: Weather,
  chance: (share: number) => boolean,
): number {
  if (text === null) return 1;
  if (towards === 'server') return REQUEST.test(text) && chance(weather.repeatsRequests) ? 2 : 1;
  if (!PUSH.test(text)) return 1;
  if (chance(weather.dropsPushes)) return 0;
  return chance(weather.repeatsPushes) ? 2 : 1;
}

/**
 * The keys of one's own data: what is the same on all devices of a user and nobody else sees. The one place that makes
 * them and reads their values, which may be of a newer page, or of nobody's making: what does not fit is as if it were
 * not there.
 */
export const ownKeys = {
  draft: (sessionId: string) => `draft:${sessionId}`,
  /** The chat stands above the others; the value says where among those that do. */
  pin: (sessionId: string) => `pin:${sessionId}`,
  mute: (sessionId: string) => `mute:${sessionId}`,
  archive: (sessionId: string) => `archive:${sessionId}`,
  /** The chat is marked as unread, until it is looked at. */
  unread: (sessionId: string) => `unread:${sessionId}`,
  theme: 'theme',
} as const;

/** What is set where all that counts is that it is there. */
export const ON = 'on';

export type OwnValues = ReadonlyMap<string, string>;

/** The half-written messages, by session. */
export function draftsOf(values: OwnValues): ReadonlyMap<string, string> {
  return new Map(
    [...values].flatMap(([key, value]) => {
      const sessionId = idAfter('draft', key);
      return sessionId === null || value === '' ? [] : [[sessionId, value] as const];
    }),
  );
}

/** What a user has made of their chats, by session. */
export type Marks = {
  /** Where each stands among the pinned ones: the higher, the further up. */
  readonly pinned: ReadonlyMap<string, number>;
  readonly muted: ReadonlySet<string>;
  readonly archived: ReadonlySet<string>;
};

export const NO_MARKS: Marks = { pinned: new Map(), muted: new Set(), archived: new Set() };

export function marksOf(values: OwnValues): Marks {
  const pinned = new Map<string, number>();
  const sets = { mute: new Set<string>(), archive: new Set<string>() };
  for (const [key, value] of values) {
    const pin = idAfter('pin', key);
    if (pin !== null) pinned.set(pin, Number.isFinite(Number(value)) ? Number(value) : 0);
    for (const [name, set] of Object.entries(sets)) {
      const sessionId = idAfter(name, key);
      if (sessionId !== null) set.add(sessionId);
    }
  }
  return { pinned, muted: sets.mute, archived: sets.archive };
}

/** Light or dark for good; null: as the system has it. */
export type Theme = 'light' | 'dark' | null;

export function themeOf(values: OwnValues): Theme {
  const value = values.get(ownKeys.theme);
  return value === 'light' || value === 'dark' ? value : null;
}

function idAfter(name: string, key: string): string | null {
  return key.startsWith(`${name}:`) && key.length > name.length + 1 ? key.slice(name.length + 1) : null;
}

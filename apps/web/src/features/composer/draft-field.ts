/**
 * One draft as one tab shows it, between the field that is typed into and one's own data, which other tabs and devices
 * write too. The rule: what is typed here and not saved yet stands; else the last that was set anywhere stands, but it
 * does not change a text under the hands of someone who types.
 */
export type DraftField = {
  /** What the field shows. */
  readonly text: string;
  /** What one's own data says, as last told. */
  readonly told: string;
  /** Typed here, and not yet in one's own data. */
  readonly dirty: boolean;
  readonly typedAt: number;
  readonly savedAt: number;
};

export const EMPTY_FIELD: DraftField = { text: '', told: '', dirty: false, typedAt: -Infinity, savedAt: -Infinity };

/** So long after a key nothing from elsewhere changes the text, in ms. */
const TYPES_FOR = 3_000;
/** What was read before a save may be told so long after it, in ms. */
const ECHOES_FOR = 300;

export function typed(field: DraftField, text: string, now: number): DraftField {
  return text === field.text ? field : { ...field, text, dirty: true, typedAt: now };
}

/** A text is in one's own data, which says `told` since. */
export function saved(field: DraftField, text: string, told: string, now: number): DraftField {
  return settled({ ...field, told, dirty: field.dirty && field.text !== text, savedAt: now }, now);
}

/** One's own data says so now. */
export function heard(field: DraftField, told: string, now: number): DraftField {
  return settled({ ...field, told }, now);
}

/** Takes over what was told, if it may by now. */
export function settled(field: DraftField, now: number): DraftField {
  const at = takesOverAt(field);
  return at !== null && at <= now ? { ...field, text: field.told } : field;
}

/** When the field is to show what was told; null when it does already, or has something of its own to tell. */
export function takesOverAt({ text, told, dirty, typedAt, savedAt }: DraftField): number | null {
  if (dirty || text === told) return null;
  // Emptied elsewhere, as by sending: that is no other text to be surprised by.
  return Math.max(told === '' ? -Infinity : typedAt + TYPES_FOR, savedAt + ECHOES_FOR);
}

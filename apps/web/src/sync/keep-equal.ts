/**
 * `next`, with every part of it that says the same as in `before` being the same object as in `before`; all of `before`
 * where nothing differs. What is drawn from unchanged parts is then not drawn again.
 *
 * For plain data: objects, arrays and maps of them. Anything else is the same only when it is identical. Elements of
 * arrays are compared place by place.
 */
export function keepEqual<T>(before: unknown, next: T): T {
  if (Object.is(before, next)) return next;
  if (Array.isArray(next)) return (Array.isArray(before) ? keepArray(before, next) : next) as T;
  if (next instanceof Map) return (before instanceof Map ? keepMap(before, next) : next) as T;
  if (isPlain(next) && isPlain(before)) return keepObject(before, next) as T;
  return next;
}

function keepArray(before: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const kept = next.map((value, index) => keepEqual(before[index], value));
  return before.length === kept.length && kept.every((value, index) => Object.is(value, before[index])) ? before : kept;
}

function keepMap(before: ReadonlyMap<unknown, unknown>, next: ReadonlyMap<unknown, unknown>) {
  const kept = new Map([...next].map(([key, value]) => [key, keepEqual(before.get(key), value)]));
  // The order of a map is a part of what it says.
  const keys = [...before.keys()];
  const same = [...kept].every(([key, value], index) => Object.is(keys[index], key) && before.get(key) === value);
  return before.size === kept.size && same ? before : kept;
}

type Plain = Readonly<Record<string, unknown>>;

function keepObject(before: Plain, next: Plain): Plain {
  const names = Object.keys(next);
  const kept = Object.fromEntries(names.map((name) => [name, keepEqual(before[name], next[name])]));
  const same = names.every((name) => name in before && Object.is(kept[name], before[name]));
  return same && names.length === Object.keys(before).length ? before : kept;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

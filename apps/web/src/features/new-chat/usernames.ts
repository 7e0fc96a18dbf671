/** Splits what was typed or pasted into usernames: by commas, semicolons and blanks; a leading @ is dropped. */
export function parseUsernames(typed: string): readonly string[] {
  return typed
    .split(/[\s,;，、]+/u)
    .map((name) => name.replace(/^@+/, ''))
    .filter((name) => name !== '');
}

/** The list with more names at its end, none of them twice (usernames differ by more than case). */
export function addUsernames(names: readonly string[], added: readonly string[]): readonly string[] {
  const result = [...names];
  for (const name of added) {
    if (!result.some((known) => known.toLowerCase() === name.toLowerCase())) result.push(name);
  }
  return result;
}

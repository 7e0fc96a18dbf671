/** A stable hue 1…10 of an id: the same for a person's avatar and name on every device. */
export function hueOf(id: string): number {
  let hash = 0;
  for (let i = 0; i < id.length; i++) hash = (Math.imul(hash, 31) + id.charCodeAt(i)) >>> 0;
  return (hash % 10) + 1;
}

/** One or two letters that stand for a name. Works on graphemes of any script. */
export function initialsOf(name: string): string {
  const words = name
    .normalize('NFC')
    .split(/[\s\-_.·]+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, ''))
    .filter((word) => word !== '');
  // A picture stands for a name that has no letters.
  const written = words.filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const from = written.length > 0 ? written : words;
  const first = firstGrapheme(from[0] ?? name.trim());
  const second = from.length > 1 ? firstGrapheme(from[from.length - 1] ?? '') : '';
  return (first + second).toLocaleUpperCase() || '·';
}

function firstGrapheme(text: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text);
  return first?.segment ?? '';
}

/** Where a link leads, and what of that its text would hide. */
export type LinkTarget = { readonly href: string; readonly host: string | null };

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);
/** Something that looks like the name of a host, or of a file, which is as good a disguise. */
const HOST_LIKE = /[\p{L}\p{N}_-]+(?:[.\u3002\uff0e\uff61][\p{L}\p{N}_-]+)+/gu;

/**
 * The address to link to, or null where it must not be a link: only web and mail addresses, without credentials and
 * without characters that nobody sees. `host` is set where the text of the link names another place than it leads to.
 */
export function linkTarget(url: string, text: string): LinkTarget | null {
  // A URL parser drops line breaks and skips blanks, and would read an address nobody has seen.
  if (/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\]/u.test(url) || !URL.canParse(url)) return null;
  const target = new URL(url);
  if (!SCHEMES.has(target.protocol) || target.username !== '' || target.password !== '') return null;
  if (target.protocol === 'mailto:') return { href: target.href, host: null };
  if (target.hostname === '') return null;
  return { href: target.href, host: pretends(text, target.hostname) ? target.host : null };
}

function pretends(text: string, hostname: string): boolean {
  const named = text.replace(/\p{Cf}/gu, '').match(HOST_LIKE)?.[0];
  if (named === undefined) return false;
  // A web address names its host first; what follows in it is its path.
  return bare(named) !== bare(hostname);
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^www\./, '')
    .replace(/\.$/, '');
}

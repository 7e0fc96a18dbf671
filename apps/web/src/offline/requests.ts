/** What the worker does with a request: serve a build file from the cache, a page from network or copy, or keep out. */
export type RequestKind = 'asset' | 'page' | 'other';

export function kindOf(
  request: { readonly url: string; readonly method: string; readonly mode: string },
  origin: string,
): RequestKind {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== origin) return 'other';
  if (/^\/(api|socket\.io|healthz|readyz|metrics)(\/|$)/.test(url.pathname)) return 'other';
  if (url.pathname.startsWith('/_next/static/')) return 'asset';
  return request.mode === 'navigate' ? 'page' : 'other';
}

/** The build files that a page names: scripts, styles and fonts, each once. */
export function htmlAssets(html: string): readonly string[] {
  return [...new Set(html.match(/\/_next\/static\/[\w\-./~%[\]()@]+\.(?:js|css|woff2)/g) ?? [])];
}

/** The one cache of the app's own files. Another number lets go of everything kept under the one before. */
export const CACHE_NAME = 'tidemark-shell-1';

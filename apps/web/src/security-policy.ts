/**
 * What a page may load: its own scripts by nonce, its own styles, images and fonts, and connections to its own host
 * alone (named for `ws:` too, since not every browser counts that as 'self').
 */
export function contentSecurityPolicy(options: {
  readonly nonce: string;
  readonly host: string | null;
  /** React's development build needs eval. */
  readonly dev: boolean;
}): string {
  const host = options.host !== null && /^[\w.\-:[\]]+$/.test(options.host) ? options.host : null;
  const directives: Readonly<Record<string, string>> = {
    'default-src': "'self'",
    'script-src': `'self' 'nonce-${options.nonce}' 'strict-dynamic'${options.dev ? " 'unsafe-eval'" : ''}`,
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self'",
    'connect-src': host ? `'self' ws://${host} wss://${host}` : "'self'",
    'worker-src': "'self'",
    'manifest-src': "'self'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './security-policy.ts';

describe('contentSecurityPolicy', () => {
  const policy = contentSecurityPolicy({ nonce: 'abc', host: 'chat.example:3000', dev: false });

  it('allows scripts by nonce only, without eval or inline', () => {
    expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
    expect(policy).not.toContain('unsafe-eval');
  });

  it('lets a page talk to its own host alone', () => {
    expect(policy).toContain("connect-src 'self' ws://chat.example:3000 wss://chat.example:3000;");
    expect(policy).toContain("object-src 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it('takes nothing but a host name from the host header', () => {
    const hostile = contentSecurityPolicy({ nonce: 'abc', host: "x; script-src 'unsafe-inline'", dev: false });
    expect(hostile).toContain("connect-src 'self';");
    expect(hostile.match(/script-src/g)).toHaveLength(1);
  });

  it('allows eval in development', () => {
    expect(contentSecurityPolicy({ nonce: 'abc', host: null, dev: true })).toContain("'unsafe-eval'");
  });
});

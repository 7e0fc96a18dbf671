import { describe, expect, it } from 'vitest';
import { linkify } from './linkify.ts';

const links = (text: string) => linkify(text).flatMap((part) => (part.href === null ? [] : [part.href]));

describe('linkify', () => {
  it('finds links in sentences and leaves the sentence alone', () => {
    expect(links('see https://a.example/x.')).toEqual(['https://a.example/x']);
    expect(links('(https://a.example/y)')).toEqual(['https://a.example/y']);
    expect(links('https://a.example/w_(z) and http://b.example?q=1!')).toEqual([
      'https://a.example/w_(z)',
      'http://b.example/?q=1',
    ]);
    expect(links('看 https://a.example/中文。好')).toHaveLength(1);
    expect(links('<https://a.example/p>')).toEqual(['https://a.example/p']);
  });

  const hostile = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    ' javascript://https://a.example/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'blob:https://a.example/1',
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '<a href="javascript:alert(1)">x</a>',
    '[x](javascript:alert(1))',
    '![x](x "onerror=alert(1)")',
    '"><svg/onload=alert(1)>',
    "'-alert(1)-'",
    '{{constructor.constructor("alert(1)")()}}',
    '${alert(1)}',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    'https://user:pass@evil.example/',
    'https://good.example@evil.example/',
    'https://',
    'http:///',
    'https://[::1',
    'ht\u200btps://a.example',
    '\u202ehttps://a.example/\u202c',
    'https://a.example/\u202egpj.exe',
    'https://a.example/"onmouseover="alert(1)',
    "https://a.example/'onmouseover='alert(1)",
    'https://a.example/<script>alert(1)</script>',
    'mailto:a@b.example',
    'tel:123',
    'intent://x#Intent;scheme=javascript;end',
    'view-source:https://a.example',
    `https://a.example/${'a'.repeat(15_000)}`,
    'https://'.repeat(1500),
    '('.repeat(8000) + 'https://a.example' + ')'.repeat(8000),
  ];

  it.each(hostile.map((text) => [text.slice(0, 50), text] as const))(
    'makes nothing but a plain web link of %j',
    (_, text) => {
      const parts = linkify(text);
      expect(parts.map((part) => part.text).join('')).toBe(text);
      for (const { href } of parts) {
        if (href === null) continue;
        const url = new URL(href);
        expect(['http:', 'https:']).toContain(url.protocol);
        expect(url.username + url.password).toBe('');
        expect(href).not.toMatch(/["'<>\s\u202e]/u);
      }
    },
  );

  it('never links other schemes', () => {
    for (const text of hostile.slice(0, 18))
      expect(links(text).filter((href) => !href.includes('a.example'))).toEqual([]);
  });
});

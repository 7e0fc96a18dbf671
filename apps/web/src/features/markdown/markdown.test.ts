import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { HOSTILE_TEXTS } from '../../../test/hostile-texts.ts';
import { Markdown } from './markdown.tsx';

const names = new Map([
  ['emi', 'user-emi'],
  ['gia.b', 'user-gia'],
]);
const html = (text: string) =>
  renderToStaticMarkup(createElement(Markdown, { text, readers: { names, selfId: 'user-gia' } }));
/** Without classes, which say only how it looks. */
const bare = (text: string) => html(text).replace(/ class="[^"]*"/g, '');
const shown = (text: string) => unescaped(html(text).replace(/<[^>]*>/g, ''));
const unescaped = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');

/** React escapes every text, so what looks like a tag in its output is one. */
function elements(text: string) {
  return [...html(text).matchAll(/<([a-z0-9]+)((?:\s[^<>]*)?)>/g)].map(([, tag = '', rest = '']) => ({
    tag,
    attributes: Object.fromEntries(
      [...rest.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value = '']) => [name, unescaped(value)]),
    ),
  }));
}

describe('what is drawn', () => {
  it.each([
    ['**b** and *i* and ~~gone~~', '<strong>b</strong> and <em>i</em> and <del>gone</del>'],
    ['`a  <b>`', '<code>a  &lt;b&gt;</code>'],
    ['> said\n\nanswer', '<blockquote>said</blockquote>answer'],
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
    ['# Title', '<strong>Title</strong>'],
    ['one\ntwo', 'one\ntwo'],
    ['one\n\n\ntwo *x*', 'one\n\n\ntwo <em>x</em>'],
    ['  in\n    set *x*', '  in\n    set <em>x</em>'],
    ['**é** a_b_c 2*3*4', '<strong>é</strong> a_b_c 2<em>3</em>4'],
    ['---', '---'],
    ['a\n---', 'a\n---'],
    ['<b>x</b> &amp; &#42;', '&lt;b&gt;x&lt;/b&gt; &amp;amp; &amp;#42;'],
    [
      '[x]: http://a.example *',
      '[x]: <a href="http://a.example/" title="http://a.example/" target="_blank" rel="noopener noreferrer nofollow">http://a.example</a> *',
    ],
    ['| a | b |\n|---|---|\n| *c* | d |', '| a | b |\n|---|---|\n| <em>c</em> | d |'],
    ['', ''],
  ])('reads %j as it is meant in a chat', (text, expected) => {
    expect(bare(text)).toBe(expected);
  });

  it('keeps the spaces of code, and reads nothing in it (MSG-14)', () => {
    const code = 'if (a) {\n\t  b = "**no**" // @emi https://a.example\n}\n\n  end';
    expect(bare(`Look:\n\`\`\`js\n${code}\n\`\`\`\nthere`)).toContain(`<code>${code.replaceAll('"', '&quot;')}</code>`);
    expect(shown(`a\n~~~\n${code}\n~~~\nb`)).toContain(code);
    expect(bare('```\nopen')).toContain('<code>open</code>');
    expect(shown('```')).toBe('```');
    expect(html('a ``` b')).not.toContain('<pre');
  });

  it('makes a chip of a known name alone', () => {
    expect(bare('hi @emi, @Gia.B. @nobody a@emi.example *@emi*')).toMatch(
      /^hi <span data-mention="user-emi">@emi<\/span>, <span data-mention="user-gia">@Gia\.B<\/span>\. @nobody <a href="mailto:a@emi\.example".*<em><span data-mention="user-emi">@emi<\/span><\/em>$/,
    );
  });

  it('says where a link leads that pretends another place', () => {
    const hosts = (text: string) => /<\/a><span[^>]*> \(([^)]*)\)/.exec(html(text))?.[1] ?? null;
    expect(hosts('[https://good.example](https://evil.example/x)')).toBe('evil.example');
    expect(hosts('[good.example/login](https://evil.example:8443/x)')).toBe('evil.example:8443');
    expect(hosts('[go\u200bod.example](https://evil.example/x)')).toBe('evil.example');
    expect(hosts('https://\u0430pple.example/')).toBe('xn--pple-43d.example');
    expect(hosts('[docs](https://good.example/x)')).toBeNull();
    expect(hosts('https://good.example/x.html')).toBeNull();
    expect(hosts('www.good.example')).toBeNull();
    expect(hosts('[www.good.example](https://good.example)')).toBeNull();
  });

  it('draws again what it has drawn before from what it keeps', () => {
    expect(html('**same**')).toBe(html('**same**'));
  });
});

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  a: ['href', 'title', 'target', 'rel', 'class'],
  blockquote: ['class'],
  button: ['type', 'aria-label', 'class'],
  circle: [],
  code: ['class'],
  del: [],
  em: [],
  li: ['class'],
  ol: ['start', 'class'],
  path: ['d'],
  pre: ['tabindex', 'aria-label', 'role', 'class'],
  rect: ['width', 'height', 'x', 'y', 'rx', 'ry'],
  span: ['class', 'dir', 'data-mention'],
  strong: ['class'],
  svg: [
    'xmlns',
    'width',
    'height',
    'viewBox',
    'fill',
    'stroke',
    'stroke-width',
    'stroke-linecap',
    'stroke-linejoin',
    'class',
    'aria-hidden',
  ],
  ul: ['class'],
};

describe('hostile texts (CMP-11, O-36)', () => {
  it('are many', () => {
    expect(new Set(HOSTILE_TEXTS).size).toBe(HOSTILE_TEXTS.length);
    expect(HOSTILE_TEXTS.length).toBeGreaterThanOrEqual(60);
  });

  it.each(HOSTILE_TEXTS.map((text, index) => [index, text.slice(0, 40), text] as const))(
    '%i %j makes nothing that is not on the list',
    (_index, _start, text) => {
      for (const { tag, attributes } of elements(text)) {
        expect(Object.keys(ALLOWED)).toContain(tag);
        for (const name of Object.keys(attributes)) expect(ALLOWED[tag]).toContain(name);
        const { href } = attributes;
        if (tag !== 'a') continue;
        const url = new URL(href ?? '');
        expect(['http:', 'https:', 'mailto:']).toContain(url.protocol);
        expect(url.username + url.password).toBe('');
        expect(attributes['rel']).toBe('noopener noreferrer nofollow');
      }
    },
  );

  it('stay readable: nothing of a harmless text is swallowed', () => {
    for (const text of [
      '<b>x</b>',
      '[a](javascript:b)',
      '{{x}}',
      '@constructor [](https://a.example)',
      '&lt;',
      '[x]: y\n[x]',
    ])
      expect(shown(text)).toBe(text);
  });

  it('cost no more than plain text once there is too much of them', () => {
    for (const unit of [
      '*a_ ',
      '> ',
      '- ',
      '1. ',
      '[',
      '![',
      '`a ',
      '~~a ',
      '<',
      '\\',
      '>\n',
      '- a\n',
      '*',
      '[a](',
      '@a ',
    ])
      expect(elements(unit.repeat(16_000 / unit.length))).toEqual([]);
  });
});

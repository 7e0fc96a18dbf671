import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderText, type Names } from '../src/render-text.ts';

const names: Names = {
  user: (id) => ({ U1: 'Ada', U2: 'Bo & <Co>' })[id] ?? null,
  channel: (id) => ({ C1: 'talk' })[id] ?? null,
};

test.each([
  ['hi <@U1>!', 'hi @Ada!'],
  ['<@U1|ada> and <@U9|zed> and <@U8>', '@Ada and @zed and @U8'],
  ['<@U2>', '@Bo & <Co>'],
  ['<#C1|talk> <#C1> <#C1|> <#C9>', '#talk #talk #talk #C9'],
  ['<!here> <!channel> <!everyone>', '@here @channel @everyone'],
  ['<!subteam^S1|@crew> <!subteam^S2>', '@crew @S2'],
  ['<!date^1392734382^{date}|Feb 18, 2014>', 'Feb 18, 2014'],
  ['<https://a.example/x>', 'https://a.example/x'],
  ['<https://a.example/x|the page>', 'the page (https://a.example/x)'],
  ['<https://a.example/x|https://a.example/x>', 'https://a.example/x'],
  ['<http://a.example|a.example>', 'http://a.example'],
  ['<https://a.example/?a=1&amp;b=2|x &lt; y>', 'x < y (https://a.example/?a=1&b=2)'],
  ['<mailto:a@b.example|a@b.example>', 'a@b.example'],
  ['<https://a.example/<@U1>/x> <https://a.example|<@U1>>', 'https://a.example/@Ada/x @Ada (https://a.example)'],
  ['<x <@U1>> <@U1<@U1>>', '<x @Ada> <@U1@Ada>'],
  ['a &lt;b&gt; &amp;&amp; c', 'a <b> && c'],
  ['&amp;lt; is not an angle', '&lt; is not an angle'],
  [':smile: :+1: :thumbsup: :tada:', '😄 👍 👍 🎉'],
  [':heart: :man-shrugging: :flag-pt:', '❤️ 🤷‍♂️ 🇵🇹'],
  [':+1::skin-tone-2: :wave::skin-tone-6:', '👍🏻 👋🏿'],
  [':smile::skin-tone-3:', '😄'],
  [':partyparrot: :no such: : :', ':partyparrot: :no such: : :'],
  ['at 15:45:smile:', 'at 15:45😄'],
  ['10:100:20 but :100:', '10:100:20 but 💯'],
  ['`:smile: &lt;` and ```\n:smile: <@U1>\n``` :smile:', '`:smile: <` and ```\n:smile: @Ada\n``` 😄'],
  ['an open ` tick :smile:', 'an open ` tick 😄'],
])('%j is shown as %j', (text, shown) => {
  expect(renderText(text, names)).toBe(shown);
});

test.each([
  '<script>alert(1)</script>',
  '<!ENTITY xxe SYSTEM "file">',
  '<javascript:alert(1)|click>',
  '<%ao>x</%ao>',
  '<> <-> < > <<a',
  '<@> <#> <!> <|> <@U1',
  '<@u1> <@U 1>',
  '&nbsp; &amp &; &#60;',
  '<one\ntwo>',
])('%j is not markup and stays as it is', (text) => {
  expect(renderText(text, names)).toBe(text);
});

test('text without markup stays as it is, every character of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const plain = text.replaceAll(/[<>&:`]/g, '');
      expect(renderText(plain, names)).toBe(plain);
    }),
  );
});

test('it never throws, and what lies between markup is kept in its order', () => {
  const markup = fc.constantFrom(
    ['<@U1>', '@Ada'],
    ['<https://a.example|b>', 'b (https://a.example)'],
    [':tada:', '🎉'],
    ['&lt;', '<'],
    ['<!here>', '@here'],
    [':unknown-name:', ':unknown-name:'],
    ['<evil>', '<evil>'],
  );
  const plain = fc.string({ maxLength: 12 }).map((text) => [` ${text.replaceAll(/[<>&:`]/g, '')} `, ''] as const);
  fc.assert(
    fc.property(fc.array(fc.tuple(plain, markup)), (parts) => {
      const text = parts.map(([[between], [from]]) => between + from).join('');
      const shown = parts.map(([[between], [, to]]) => between + to).join('');
      expect(renderText(text, names)).toBe(shown);
    }),
  );
});

test('any text at all is rendered, and is rendered the same each time', () => {
  const nasty = fc.constantFrom(
    '<',
    '>',
    '|',
    '&',
    ';',
    ':',
    '`',
    '```',
    '@U1',
    '!',
    '\ud800',
    '\0',
    '\n',
    'smile',
    'amp',
    'https://',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 60 }), (parts) => {
      const text = parts.join('');
      expect(renderText(text, names)).toBe(renderText(text, names));
    }),
  );
});

test.each(['a', '<', '`', '```', ':', ':a', '<a', '<@U1|', '<<@U1>', '&', '<https://a|', ':smile', '``` `'])(
  'half a million characters of %j are no trap',
  (part) => {
    const text = part.repeat(500_000 / part.length);
    expect(renderText(text, names).length).toBeGreaterThan(0);
    expect(renderText(`<${text}`, names).length).toBeGreaterThan(0);
  },
);

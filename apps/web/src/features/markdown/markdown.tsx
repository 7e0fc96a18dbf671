'use client';

import { Fragment, memo } from 'react';
import { CodeBlock } from './code-block.tsx';
import { linkify } from './linkify.ts';
import { TextLink } from './text-link.tsx';
import type { Names } from './mentions.ts';
import { parse, type Segment } from './parse.ts';
import { Prose } from './prose.tsx';

/** Who can be mentioned, and who is reading. */
export type Readers = { readonly names: Names; readonly selfId: string };

/** A message's text with its markup, drawn node by node from an allow-list: no HTML string exists at any point. */
export const Markdown = memo(function Markdown(props: { readonly text: string; readonly readers: Readers }) {
  const segments = parse(props.text);
  return segments.map((segment, index) => (
    // The segments of one text never change their order.
    <Fragment key={index}>
      <One segment={segment} readers={props.readers} />
    </Fragment>
  ));
});

function One(props: { readonly segment: Segment; readonly readers: Readers }) {
  const { segment } = props;
  switch (segment.kind) {
    case 'code':
      return <CodeBlock value={segment.value} language={segment.language} />;
    case 'prose':
      return <Prose root={segment.root} source={segment.source} readers={props.readers} />;
    case 'plain':
      return linkify(segment.text).map((part, index) =>
        part.href === null ? part.text : <TextLink key={index} url={part.href} text={part.text} source={part.text} />,
      );
  }
}

'use client';

import { Fragment, type ReactNode } from 'react';
import { isBlank } from '../composer/text.ts';
import { CodeBlock } from './code-block.tsx';
import { splitMentions } from './mentions.ts';
import type { Readers } from './markdown.tsx';
import { withIndents } from './parse.ts';
import { TextLink } from './text-link.tsx';
import type { Block, Inline, Root } from './tree.ts';

/** Deeper than this, quotes and lists are not set in any further: there would be no width left. */
const MOST_LEVELS = 6;

type Context = { readonly source: string; readonly readers: Readers; readonly level: number; readonly linked: boolean };

/** A stretch of text with its markup. What is not on the list of what may be drawn stands as it was typed. */
export function Prose(props: { readonly root: Root; readonly source: string; readonly readers: Readers }) {
  const context = { source: props.source, readers: props.readers, level: 0, linked: false };
  return blocks(props.root.children, context);
}

/** Paragraphs that follow each other keep the line breaks that stood between them. */
function blocks(nodes: readonly Block[], context: Context): ReactNode {
  return nodes.map((node, index) => {
    const before = nodes[index - 1];
    const breaks = before && isText(before) && isText(node) ? linesBetween(before, node) : 0;
    return (
      <Fragment key={index}>
        {'\n'.repeat(breaks)}
        {draw(node, context)}
      </Fragment>
    );
  });
}

function draw(node: Block, context: Context): ReactNode {
  switch (node.type) {
    case 'paragraph':
      return inline(node.children, context);
    case 'heading':
      return <strong className="font-semibold">{inline(node.children, context)}</strong>;
    case 'text':
      return text(node.value, context);
    case 'strong':
      return <strong className="font-semibold">{inline(node.children, context)}</strong>;
    case 'emphasis':
      return <em>{inline(node.children, context)}</em>;
    case 'delete':
      return <del>{inline(node.children, context)}</del>;
    case 'break':
      return '\n';
    case 'inlineCode':
      return (
        <code className="rounded-[5px] bg-ink/8 px-1 py-px font-mono text-[0.86em] font-medium">{node.value}</code>
      );
    case 'code':
      return node.value.trim() === '' ? (
        sourceOf(node, context)
      ) : (
        <CodeBlock value={node.value} language={node.lang ?? ''} />
      );
    case 'link':
      // A link that nobody sees is none.
      return isBlank(plainOf(node)) ? (
        sourceOf(node, context)
      ) : (
        <TextLink url={node.url} text={plainOf(node)} source={sourceOf(node, context)}>
          {inline(node.children, { ...context, linked: true })}
        </TextLink>
      );
    case 'image':
      return <TextLink url={node.url} text={node.alt || node.url} source={sourceOf(node, context)} />;
    case 'blockquote':
      return (
        <blockquote
          className={context.level < MOST_LEVELS ? 'my-1 border-s-3 border-edge/60 ps-2.5 text-ink-2' : undefined}
        >
          {blocks(node.children, deeper(context))}
        </blockquote>
      );
    case 'list': {
      const items = node.children.map((item, index) => (
        <li key={index} className="ps-0.5">
          {blocks(item.children, deeper(context))}
        </li>
      ));
      const inset = context.level < MOST_LEVELS ? 'my-0.5 ps-6' : '';
      return node.ordered ? (
        <ol start={node.start ?? 1} className={`list-decimal ${inset}`}>
          {items}
        </ol>
      ) : (
        <ul className={`list-disc ${inset}`}>{items}</ul>
      );
    }
    default:
      return sourceOf(node, context);
  }
}

function inline(nodes: readonly Inline[], context: Context): ReactNode {
  return nodes.map((node, index) => <Fragment key={index}>{draw(node, context)}</Fragment>);
}

function text(value: string, { readers, linked }: Context): ReactNode {
  const shown = withIndents(value);
  if (linked) return shown;
  return splitMentions(shown, readers.names).map((part, index) =>
    part.userId === null ? (
      part.text
    ) : (
      <span
        key={index}
        data-mention={part.userId}
        className={
          part.userId === readers.selfId
            ? 'rounded-[4px] bg-amber-soft px-[3px] font-[550] text-amber'
            : 'rounded-[4px] bg-tide/9 px-[3px] font-[550] text-tide group-data-[state]/message:bg-transparent group-data-[state]/message:px-0'
        }
      >
        {part.text}
      </span>
    ),
  );
}

function deeper(context: Context): Context {
  return { ...context, level: context.level + 1 };
}

function isText(node: Block): boolean {
  return node.type === 'paragraph' || node.type === 'heading';
}

function linesBetween(before: Block, after: Block): number {
  return Math.max(1, (after.position?.start.line ?? 0) - (before.position?.end.line ?? 0));
}

/** What was typed for a node. A bare address that was found afterwards has no place of its own: its text is its source. */
function sourceOf(node: Block, { source }: Context): string {
  if (!node.position) return plainOf(node);
  return withIndents(source.slice(node.position.start.offset, node.position.end.offset));
}

/** The text that a node shows. */
function plainOf(node: Block): string {
  if ('value' in node) return node.value;
  if ('children' in node) return node.children.map(plainOf).join('');
  return 'alt' in node ? (node.alt ?? '') : '';
}

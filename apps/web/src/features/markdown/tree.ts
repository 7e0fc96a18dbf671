import type { fromMarkdown } from 'mdast-util-from-markdown';

/** The syntax tree as the parser gives it. */
export type Root = ReturnType<typeof fromMarkdown>;
export type Block = Root['children'][number];
export type Inline = Extract<Block, { type: 'paragraph' }>['children'][number];

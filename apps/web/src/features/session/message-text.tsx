import { linkify } from './linkify.ts';

/** A message's text as text: breaks are kept, web addresses become links, nothing else means anything. */
export function MessageText(props: { readonly text: string }) {
  return linkify(props.text).map((part, index) =>
    part.href === null ? (
      part.text
    ) : (
      <a
        // The parts of one text never change their order.
        key={index}
        href={part.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="text-tide underline decoration-current/35 decoration-1 underline-offset-2 hover:decoration-current"
      >
        {part.text}
      </a>
    ),
  );
}

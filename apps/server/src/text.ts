import { failure, LIMITS, textBytes, type Failure } from '@tidemark/protocol';

const INVISIBLE_ONLY = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\u2800\ufff9-\ufffb]*$/u;

/**
 * Makes any text storable: half a surrogate pair and NUL, which PostgreSQL cannot hold, become U+FFFD. The same input
 * always gives the same text, so a retry is the same action.
 */
export function storable(text: string): string {
  return text.replaceAll(/[\0]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

/** True when something of the text can be seen. */
export function isVisible(text: string): boolean {
  return !INVISIBLE_ONLY.test(text);
}

/** Why a message's text is refused, or null when it may be sent. */
export function textFailure(text: string): Failure | null {
  const bytes = textBytes(text);
  if (bytes > LIMITS.textBytes) {
    return failure('text-too-long', { detail: `${bytes} of at most ${LIMITS.textBytes} bytes` });
  }
  return isVisible(text) ? null : failure('text-empty');
}

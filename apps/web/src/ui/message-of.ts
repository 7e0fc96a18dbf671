/** What to tell the user of a failed action: the reason as given, or one honest sentence. */
export function messageOf(cause: unknown): string {
  if (cause instanceof Error && cause.message !== '') return cause.message;
  return 'That did not work. Try again.';
}

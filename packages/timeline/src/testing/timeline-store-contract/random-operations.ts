import fc from 'fast-check';

/** What happens in a random run. Numbers pick among what there is, whatever there is by then. */
export type Operation =
  | { readonly kind: 'say'; readonly messages: readonly Message[] }
  | { readonly kind: 'create'; readonly by: number; readonly others: readonly number[]; readonly open: boolean }
  | { readonly kind: 'meet'; readonly by: number; readonly other: number }
  | {
      readonly kind: 'add';
      readonly in: number;
      readonly by: number;
      readonly as: number;
      readonly whom: readonly number[];
    }
  | { readonly kind: 'remove'; readonly in: number; readonly by: number; readonly as: number; readonly whom: number }
  | { readonly kind: 'leave'; readonly in: number; readonly by: number; readonly as: number }
  | { readonly kind: 'rename'; readonly in: number; readonly by: number; readonly as: number; readonly title: number }
  | {
      readonly kind: 'amend';
      readonly in: number;
      readonly by: number;
      readonly as: number;
      readonly how: 'edit' | 'recall' | 'react' | 'unreact' | 'pin';
      readonly target: number;
    }
  | {
      readonly kind: 'set';
      readonly by: number;
      readonly as: number;
      /** One's own private session, or some other session. */
      readonly elsewhere: number | null;
      readonly sets: readonly { readonly key: number; readonly value: number | null }[];
    }
  | { readonly kind: 'mark'; readonly in: number; readonly by: number; readonly seq: number }
  | { readonly kind: 'expire'; readonly in: number }
  | { readonly kind: 'register'; readonly by: number }
  | { readonly kind: 'revoke'; readonly device: number }
  | { readonly kind: 'sleep'; readonly device: number }
  | { readonly kind: 'snapshot'; readonly device: number; readonly limit: number }
  | { readonly kind: 'pull'; readonly device: number; readonly limit: number };

/** `as` picks a client id out of few, so that actions are repeated and ids are used again. */
export type Message = { readonly in: number; readonly by: number; readonly as: number; readonly text: number };

const pick = fc.nat(11);
const few = fc.nat(5);
const limit = fc.integer({ min: 1, max: 6 });
const messages = fc.array(fc.record({ in: pick, by: pick, as: fc.nat(40), text: fc.nat(1) }), { maxLength: 5 });
const one = <K extends string>(kind: K) => fc.constant(kind);

export const operations: fc.Arbitrary<readonly Operation[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: one('say'), messages }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: one('create'),
        by: pick,
        others: fc.array(pick, { maxLength: 3 }),
        open: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: one('meet'), by: pick, other: pick }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: one('add'),
        in: pick,
        by: pick,
        as: few,
        whom: fc.array(pick, { minLength: 1, maxLength: 2 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: one('remove'), in: pick, by: pick, as: few, whom: pick }) },
    { weight: 2, arbitrary: fc.record({ kind: one('leave'), in: pick, by: pick, as: few }) },
    { weight: 2, arbitrary: fc.record({ kind: one('rename'), in: pick, by: pick, as: few, title: fc.nat(2) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: one('amend'),
        in: pick,
        by: pick,
        as: fc.nat(40),
        how: fc.constantFrom('edit' as const, 'recall' as const, 'react' as const, 'unreact' as const, 'pin' as const),
        target: fc.nat(12),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: one('set'),
        by: pick,
        as: fc.nat(40),
        elsewhere: fc.option(pick, { freq: 3 }),
        sets: fc.array(fc.record({ key: fc.nat(2), value: fc.option(fc.nat(2)) }), { minLength: 1, maxLength: 3 }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: one('mark'), in: pick, by: pick, seq: fc.nat(30) }) },
    { weight: 2, arbitrary: fc.record({ kind: one('expire'), in: pick }) },
    { weight: 2, arbitrary: fc.record({ kind: one('register'), by: pick }) },
    { weight: 1, arbitrary: fc.record({ kind: one('revoke'), device: pick }) },
    { weight: 2, arbitrary: fc.record({ kind: one('sleep'), device: pick }) },
    { weight: 2, arbitrary: fc.record({ kind: one('snapshot'), device: pick, limit }) },
    { weight: 4, arbitrary: fc.record({ kind: one('pull'), device: pick, limit }) },
  ),
  { minLength: 5, maxLength: 60, size: 'max' },
);

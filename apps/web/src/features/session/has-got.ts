import type { DeviceView } from '@tidemark/sync-client';

type Standing = Pick<DeviceView, 'current' | 'head' | 'acked' | 'dormant'>;

/**
 * Whether one of one's devices has got a message that was stored at `at`, by what it has told the server. One that has
 * all has it; one that was last heard of before has not, and in between it cannot be known.
 */
export function hasGot({ current, head, acked, dormant }: Standing, at: number): 'yes' | 'no' | 'unknown' {
  if (current) return 'yes';
  if (acked === null || dormant) return 'no';
  if (acked.seq >= head) return 'yes';
  return acked.at < at ? 'no' : 'unknown';
}

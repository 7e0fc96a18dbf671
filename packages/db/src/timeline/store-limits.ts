/** What a store is told of its deployment. */
export type StoreLimits = {
  /** The most members that one session may have. */
  readonly maxMembers: number;
  /** The most members that push mode carries; above it a session goes into pull mode. */
  readonly pullThreshold: number;
};

import { beforeEach, describe, vi } from 'vitest';
import { auditRules } from './timeline-store-contract/audit.ts';
import { changeRules } from './timeline-store-contract/changes.ts';
import { expiryRules } from './timeline-store-contract/expiry.ts';
import type { StoreLimits, TimelineStoreFixture, TimelineStoreHarness } from './timeline-store-contract/harness.ts';
import { membershipRules } from './timeline-store-contract/membership.ts';
import { peopleRules } from './timeline-store-contract/people.ts';
import { ownDataRules } from './timeline-store-contract/own-data.ts';
import { properties } from './timeline-store-contract/properties.ts';
import { pullModeRules } from './timeline-store-contract/pull-mode.ts';
import { reachRules } from './timeline-store-contract/reach.ts';
import { historyRules, readMarkerRules, snapshotRules } from './timeline-store-contract/reading.ts';
import { retentionRules } from './timeline-store-contract/retention.ts';
import { Scene } from './timeline-store-contract/scene.ts';
import { syncRules } from './timeline-store-contract/sync.ts';
import { writingRules } from './timeline-store-contract/writing.ts';

export type { StoreLimits, TimelineStoreFixture, TimelineStoreHarness } from './timeline-store-contract/harness.ts';

/**
 * What every `TimelineStore` must hold to (SPEC.md, the server's half). Registers its tests where it is called:
 *
 *     timelineStoreContract('in memory', { open: async () => fixture });
 */
export function timelineStoreContract(name: string, harness: TimelineStoreHarness): void {
  describe(`timeline store: ${name}`, () => {
    let opened: TimelineStoreFixture[] = [];

    const open = async (limits?: StoreLimits): Promise<Scene> => {
      const fixture = await harness.open(limits);
      opened.push(fixture);
      return new Scene(fixture);
    };
    let current: Scene | undefined;
    const scene = (): Scene => {
      if (!current) throw new Error('no store is open');
      return current;
    };

    if (harness.timeoutMs !== undefined) vi.setConfig({ testTimeout: harness.timeoutMs });

    beforeEach(async () => {
      current = await open();
      return async () => {
        const done = opened;
        opened = [];
        current = undefined;
        for (const fixture of done) await fixture.close();
      };
    });

    writingRules(scene);
    membershipRules(scene, (maxMembers) => open({ maxMembers }));
    syncRules(scene);
    readMarkerRules(scene);
    historyRules(scene);
    snapshotRules(scene);
    peopleRules(scene);
    retentionRules(scene);
    pullModeRules((pullThreshold) => open({ pullThreshold }));
    changeRules(scene);
    reachRules(scene, (pullThreshold) => open({ pullThreshold }));
    ownDataRules(scene);
    expiryRules(scene, (pullThreshold) => open({ pullThreshold }));
    auditRules(scene, (pullThreshold) => open({ pullThreshold }));
    properties(scene, (pullThreshold) => open({ pullThreshold }), harness.runs);
  });
}

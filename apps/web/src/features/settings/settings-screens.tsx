import type { SettingsScreen } from '../../routing/route.ts';
import { DevicesPage } from '../devices/devices-page.tsx';
import { InspectorPage } from '../inspector/inspector-page.tsx';
import { OutboxPage } from '../outbox/outbox-page.tsx';
import { StoragePage } from '../storage/storage-page.tsx';

/** The page of the settings that the address names. */
export function SettingsScreens(props: { readonly screen: SettingsScreen }) {
  switch (props.screen) {
    case 'outbox':
      return <OutboxPage />;
    case 'storage':
      return <StoragePage />;
    case 'sync':
      return <InspectorPage />;
    case 'devices':
      return <DevicesPage />;
  }
}

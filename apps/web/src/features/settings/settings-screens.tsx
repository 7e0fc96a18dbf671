import type { SettingsScreen } from '../../routing/route.ts';
import { DevicesPage } from '../devices/devices-page.tsx';

/** The page of the settings that the address names. */
export function SettingsScreens(props: { readonly screen: SettingsScreen }) {
  switch (props.screen) {
    case 'devices':
    case 'outbox':
    case 'storage':
    case 'sync':
      return <DevicesPage />;
  }
}

import type { ReactNode } from 'react';

/** The left pane while a page of the settings is open, with what stands in it. */
export function SettingsFrame(props: { readonly children?: ReactNode }) {
  return (
    <aside
      aria-label="Settings"
      className="flex min-h-0 flex-col overflow-y-auto border-line bg-panel max-wide:hidden wide:border-e"
    >
      {props.children}
    </aside>
  );
}

import './globals.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { APP_ICON_URL } from '../features/shell/app-icon.ts';
import { FIRST_PAINT } from '../features/theme/theme.ts';
import { Toasts } from '../ui/toasts.tsx';

export const metadata: Metadata = {
  title: { default: 'Tidemark', template: '%s · Tidemark' },
  description: 'A chat whose whole history is on every device you own.',
  applicationName: 'Tidemark',
  icons: { icon: { url: APP_ICON_URL, type: 'image/svg+xml' } },
  formatDetection: { telephone: false, date: false, address: false, email: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  interactiveWidget: 'resizes-content',
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfaf7' },
    { media: '(prefers-color-scheme: dark)', color: '#10191e' },
  ],
};

export default async function RootLayout(props: { readonly children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  return (
    // What runs before the first frame puts the theme here.
    <html lang="en" suppressHydrationWarning>
      <head>
        <script nonce={nonce} suppressHydrationWarning>
          {FIRST_PAINT}
        </script>
      </head>
      <body>
        <CSPProvider nonce={nonce}>
          {props.children}
          <Toasts />
        </CSPProvider>
      </body>
    </html>
  );
}

import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Shell } from '../../features/shell/shell.tsx';
import { type Route, routeOf } from '../../routing/route.ts';

type Props = { readonly params: Promise<{ readonly path?: readonly string[] }> };

const TITLES: Readonly<Record<Route['screen'], string | undefined>> = {
  chats: undefined,
  session: undefined,
  saved: 'Saved messages',
  devices: 'Devices',
  outbox: 'Outbox',
  storage: 'Storage',
  sync: 'Sync inspector',
  'sign-in': 'Sign in',
  'sign-up': 'Create account',
};

export async function generateMetadata(props: Props): Promise<Metadata> {
  const route = await routeFrom(props);
  return { title: route ? TITLES[route.screen] : undefined };
}

/** One page for every screen: what is shown is decided in the browser, so that it also works without the network. */
export default async function Page(props: Props) {
  if (!(await routeFrom(props))) notFound();
  return <Shell />;
}

async function routeFrom({ params }: Props): Promise<Route | null> {
  return routeOf(`/${((await params).path ?? []).join('/')}`);
}

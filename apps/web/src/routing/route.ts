/** The pages about this device and its like. */
export type SettingsScreen = 'devices' | 'outbox' | 'storage' | 'sync';

const SETTINGS: readonly string[] = ['devices', 'outbox', 'storage', 'sync'] satisfies readonly SettingsScreen[];

/** The screens of the one page. Everything but these is "not found". */
export type Route =
  | { readonly screen: 'chats' }
  | { readonly screen: 'saved' }
  /** `seq`: a message of it that is to be shown. */
  | { readonly screen: 'session'; readonly sessionId: string; readonly seq?: number }
  | { readonly screen: SettingsScreen }
  | { readonly screen: 'sign-in' }
  | { readonly screen: 'sign-up' };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The screen that a path names, or null. */
export function routeOf(pathname: string): Route | null {
  const [first, second, ...rest] = pathname.split('/').filter((part) => part !== '');
  if (first === undefined) return { screen: 'chats' };
  if (first === 's' && second !== undefined && UUID.test(second)) return sessionRoute(second, rest);
  if (rest.length > 0) return null;
  if (first === 'settings' && isSettings(second)) return { screen: second };
  if (second !== undefined) return null;
  if (first === 'saved') return { screen: 'saved' };
  if (first === 'sign-in') return { screen: 'sign-in' };
  if (first === 'sign-up') return { screen: 'sign-up' };
  return null;
}

export function isSettings(screen: string | undefined): screen is SettingsScreen {
  return screen !== undefined && SETTINGS.includes(screen);
}

function sessionRoute(sessionId: string, rest: readonly string[]): Route | null {
  if (rest.length === 0) return { screen: 'session', sessionId };
  const [what, seq, ...more] = rest;
  if (what !== 'm' || seq === undefined || more.length > 0 || !/^[1-9][0-9]{0,14}$/.test(seq)) return null;
  return { screen: 'session', sessionId, seq: Number(seq) };
}

export const paths = {
  chats: '/',
  saved: '/saved',
  devices: '/settings/devices',
  outbox: '/settings/outbox',
  storage: '/settings/storage',
  sync: '/settings/sync',
  signIn: '/sign-in',
  signUp: '/sign-up',
  session: (sessionId: string) => `/s/${sessionId}`,
  message: (sessionId: string, seq: number) => `/s/${sessionId}/m/${seq}`,
} as const;

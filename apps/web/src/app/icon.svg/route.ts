import { APP_ICON } from '../../features/shell/app-icon.ts';

export const dynamic = 'force-static';

/** The icon that an installed app gets; the tab's own is a part of the page. */
export function GET(): Response {
  return new Response(APP_ICON, { headers: { 'content-type': 'image/svg+xml' } });
}

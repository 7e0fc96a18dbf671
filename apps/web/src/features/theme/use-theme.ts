'use client';

import { useEffect } from 'react';
import { useClient } from '../../sync/hooks.ts';
import { type Theme, ownKeys, themeOf } from '../own/keys.ts';
import { useOwn } from '../own/use-own.ts';
import { showTheme } from './theme.ts';

/** The theme of the account, shown for as long as the caller is. Undefined until it is read. */
export function useTheme(): readonly [Theme | undefined, (theme: Theme) => void] {
  const client = useClient();
  const values = useOwn(ownKeys.theme);
  const theme = values && themeOf(values);
  useEffect(() => {
    if (theme !== undefined) showTheme(theme);
  }, [theme]);
  return [theme, (next) => void client.setOwn(ownKeys.theme, next)];
}
